import type { ConditionOf } from '../../model/rule'
import { countText, numberText, percentText } from '../wording'
import { placeOfRun, unknownVerdict, verdictOf, type Family } from './judge-types'
import type { PlateauMemory } from './memory'

/** No real gain over many steps of a run that goes on. */
export const plateau: Family<'plateau', 'metric'> = {
  observes: 'metric',
  pace: 'recorded',
  judge(condition, memory, point, { subject }) {
    if (point === null) return { verdict: unknownVerdict, memory, isOver: false }
    const isOver = point.runStatus !== 'RUNNING'
    if (isOver) return { verdict: verdictOf('clear', point.at, point.value, null), memory: null, isOver }
    if (!Number.isFinite(point.value)) return { verdict: unknownVerdict, memory, isOver }
    const known = memory?.of === 'plateau' && memory.step <= point.step ? memory : null
    const mark: PlateauMemory =
      known !== null && !isGain(condition, known.value, point.value)
        ? known
        : { of: 'plateau', value: point.value, step: point.step }
    const steps = point.step - mark.step
    const level = steps >= condition.overSteps ? 'breach' : 'clear'
    const words =
      level !== 'breach'
        ? null
        : {
            title: `${point.metric} no longer improves`,
            message: placeOfRun(subject),
            reason:
              `${point.metric} has gained less than ${percentText(condition.minimumGainRatio)} on ${numberText(mark.value)} ` +
              `in ${countText(steps, 'step')} (limit ${numberText(condition.overSteps)})`,
          }
    return { verdict: verdictOf(level, point.at, steps, condition.overSteps, words), memory: mark, isOver }
  },
}

function isGain({ goal, minimumGainRatio }: ConditionOf<'plateau'>, from: number, to: number): boolean {
  const gain = goal === 'minimize' ? from - to : to - from
  return gain > 0 && gain >= minimumGainRatio * Math.abs(from)
}
