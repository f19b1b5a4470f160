import { pressureLevels, thermalLevels, type ConditionOf } from '../../model/rule'
import { levelOf } from '../compare'
import { hardwareValue, hardwareText, type HardwareValue } from '../hardware-values'
import { comparisonText } from '../wording'
import { unknownVerdict, verdictOf, type Family, type Words } from './judge-types'

export const hardware: Family<'hardware', 'hardware'> = {
  observes: 'hardware',
  pace: 'sampled',
  judge(condition, memory, sample) {
    const known = hardwareValue(condition.value)
    const value = sample?.values[condition.value]
    if (sample === null || known === null || value === undefined) {
      return { verdict: unknownVerdict, memory, isOver: false }
    }
    const level = levelOf(value, condition)
    const words = level !== 'breach' ? null : wordsOf(condition, known, value)
    return { verdict: verdictOf(level, sample.at, value, condition.limit, words), memory, isOver: false }
  },
}

function wordsOf(condition: ConditionOf<'hardware'>, known: HardwareValue, value: number): Words {
  const limit = `${comparisonText(condition.comparison)} ${hardwareText(known, condition.limit)}`
  return {
    title: known.name === 'memory.usedRatio' ? memoryTitle(value) : `${known.label} is ${limit}`,
    message: 'This Mac',
    reason: `${known.label} is ${hardwareText(known, value)} (limit: ${limit})`,
  }
}

/** As the toolkit words it. */
function memoryTitle(usedRatio: number): string {
  return `High memory pressure: ${(usedRatio * 100).toFixed(1)}% used`
}

/** The value is the place in `pressureLevels`, so that an escalation can name a level. */
export const memoryPressure: Family<'memory-pressure', 'hardware'> = {
  observes: 'hardware',
  pace: 'sampled',
  judge(condition, memory, sample) {
    const value = sample?.values['memory.pressure']
    if (sample === null || value === undefined) return { verdict: unknownVerdict, memory, isOver: false }
    const limit = pressureLevels.indexOf(condition.level)
    const name = pressureLevels[value] ?? String(value)
    const level = value >= limit ? 'breach' : 'clear'
    const words =
      level !== 'breach'
        ? null
        : {
            title: `Memory pressure: ${name}`,
            message: 'This Mac',
            reason: `macOS reports memory pressure “${name}” (limit: ${condition.level})`,
          }
    return { verdict: verdictOf(level, sample.at, value, limit, words), memory, isOver: false }
  },
}

/** The value is the place in `thermalLevels`. The title is the toolkit's. */
export const thermal: Family<'thermal', 'hardware'> = {
  observes: 'hardware',
  pace: 'sampled',
  judge(condition, memory, sample) {
    const value = sample?.values['thermal.pressure']
    if (sample === null || value === undefined) return { verdict: unknownVerdict, memory, isOver: false }
    const limit = thermalLevels.indexOf(condition.level)
    const name = thermalLevels[value] ?? String(value)
    const level = value >= limit ? 'breach' : 'clear'
    const words =
      level !== 'breach'
        ? null
        : {
            title: `Thermal state: ${name}`,
            message: 'This Mac',
            reason: `macOS reports thermal state “${name}” (limit: ${condition.level}); the chip runs slower`,
          }
    return { verdict: verdictOf(level, sample.at, value, limit, words), memory, isOver: false }
  },
}
