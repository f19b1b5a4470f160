import type { Comparison, Condition, Rule } from '../model/rule'
import { hardwareText, hardwareValue } from './hardware-values'
import { isUpward } from './compare'
import { familyOf } from './conditions/families'
import {
  bytesText,
  comparisonText,
  countText,
  durationText,
  listText,
  numberText,
  percentText,
} from './wording'

/** A rule in words, for the inbox and the editor: one sentence of when, one of how it ends and stays calm. */
export function describeRule(rule: Rule): string {
  const when = `${capital(rule.severity)} when ${conditionText(rule.condition)}${sustainedText(rule)}${scopeText(rule)}.`
  const calm = [clearText(rule), cooldownText(rule), inhibitionText(rule), escalationText(rule)]
  return [when, ...calm].filter((sentence) => sentence !== '').join(' ')
}

function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case 'metric-threshold': {
      const statistic = condition.statistic === 'latest' ? '' : `the ${condition.statistic} `
      const from = condition.fromStep > 0 ? ` after step ${numberText(condition.fromStep)}` : ''
      return `${statistic}${condition.metric} is ${limitText(condition, numberText)}${from}`
    }
    case 'metric-not-finite':
      return `${condition.metric} is NaN or infinite`
    case 'diverged':
      return `${condition.metric} is more than ${numberText(condition.factor)} times its best and above where it started`
    case 'plateau':
      return (
        `${condition.metric} gains less than ${percentText(condition.minimumGainRatio)} ` +
        `in ${countText(condition.overSteps, 'step')}`
      )
    case 'hardware': {
      const value = hardwareValue(condition.value)
      return value === null
        ? `${condition.value} is ${limitText(condition, numberText)}`
        : `${inSentence(value.label)} is ${limitText(condition, (amount) => hardwareText(value, amount))}`
    }
    case 'memory-pressure':
      return `memory pressure is ${condition.level}${condition.level === 'critical' ? '' : ' or worse'}`
    case 'thermal':
      return `the thermal state is ${condition.level}${condition.level === 'critical' ? '' : ' or worse'}`
    case 'swap-rate':
      return `swap grows by more than ${bytesText(condition.limitBytesPerMinute)}/min`
    default:
      return recordedText(condition)
  }
}

type Recorded = Exclude<
  Condition,
  {
    kind:
      | 'metric-threshold'
      | 'metric-not-finite'
      | 'diverged'
      | 'plateau'
      | 'hardware'
      | 'memory-pressure'
      | 'thermal'
      | 'swap-rate'
  }
>

function recordedText(condition: Recorded): string {
  switch (condition.kind) {
    case 'drift-share':
      return condition.limit === null
        ? 'a report says that its dataset has drifted'
        : `${percentText(condition.limit)} or more of the features of a report have drifted`
    case 'feature-drift':
      return condition.feature === '*'
        ? 'a feature has drifted'
        : `the feature ${condition.feature} has drifted`
    case 'report-metric': {
      const limits = condition.limits.map((one) => `${one.metric} ${limitText(one, numberText)}`)
      return `a report has ${listText(limits, 'or')}`
    }
    case 'tests-failed': {
      const tests = condition.test === '*' ? 'tests' : `tests named ${condition.test}`
      return `${condition.minimumCount} or more ${tests} of a report end as ${listText(condition.statuses, 'or')}`
    }
    case 'monitoring-age': {
      const factor = condition.usualGapFactor
      const usual = factor === null ? '' : ` and ${numberText(factor)} times the usual time between reports`
      return `the last report is older than ${durationText(condition.limitMs)}${usual}`
    }
    case 'source-age':
      return `a source was last read more than ${durationText(condition.limitMs)} ago`
    case 'source-unreachable':
      return 'a source cannot be read'
    case 'run-failed':
      return 'a run fails'
    case 'channel-failing':
      return 'a channel gives up on a message'
    case 'run-stuck':
      return (
        `a run makes no new point for ${numberText(condition.factor)} times its usual gap, ` +
        `at least ${durationText(condition.minimumSilenceMs)}`
      )
    case 'model-regression':
      return (
        `a new model version is worse in ${condition.metric} than the one before by more than ` +
        `${percentText(condition.toleranceRatio)} and ${numberText(condition.noiseFactor)} times the noise between versions`
      )
  }
}

interface Limit {
  readonly comparison: Comparison
  readonly limit: number
}

function limitText({ comparison, limit }: Limit, text: (amount: number) => string): string {
  return `${comparisonText(comparison)} ${text(limit)}`
}

function sustainedText({ sustained, condition }: Rule): string {
  const duration = sustained.forMs > 0 ? ` for ${durationText(sustained.forMs)}` : ''
  if (sustained.outOf === 1) return duration
  const { observes } = familyOf(condition.kind)
  const noun = observes === 'metric' ? 'points' : observes === 'hardware' ? 'samples' : 'reports'
  const share = sustained.count === sustained.outOf ? '' : `${sustained.count} of `
  return `${duration} in ${share}the last ${sustained.outOf} ${noun}`
}

function scopeText({ scope, condition }: Rule): string {
  if (familyOf(condition.kind).observes === 'hardware') return ' on this Mac'
  const parts = [
    scope.projects.length > 0 ? ` in ${listText(scope.projects, 'or')}` : '',
    scope.experiments.length > 0 ? ` of experiment ${listText(scope.experiments, 'or')}` : '',
    scope.names.length > 0 ? ` named ${listText(scope.names, 'or')}` : '',
  ]
  return parts.join('')
}

/** Where it ends at another limit than it began, or only after a while. */
function clearText({ condition, keepFiring }: Rule): string {
  const limit = clearLimitText(condition)
  const duration = keepFiring.forMs > 0 ? ` for ${durationText(keepFiring.forMs)}` : ''
  const count = keepFiring.count > 1 ? ` ${keepFiring.count} times in a row` : ''
  if (limit === '' && duration === '' && count === '') return ''
  return `Ends once it has been ${limit === '' ? 'over' : limit}${duration}${count}.`
}

function clearLimitText(condition: Condition): string {
  if (condition.kind === 'swap-rate') {
    return condition.clearBytesPerMinute === null
      ? ''
      : `below ${bytesText(condition.clearBytesPerMinute)}/min`
  }
  if (!('clearLimit' in condition) || condition.clearLimit === null) return ''
  if (condition.kind === 'drift-share') return `below ${percentText(condition.clearLimit)}`
  const value = condition.kind === 'hardware' ? hardwareValue(condition.value) : null
  const text = value === null ? numberText(condition.clearLimit) : hardwareText(value, condition.clearLimit)
  return `${isUpward(condition.comparison) ? 'below' : 'above'} ${text}`
}

function cooldownText({ cooldownMs }: Rule): string {
  return cooldownMs > 0 ? `Not again within ${durationText(cooldownMs)}.` : ''
}

function inhibitionText({ inhibitedBy }: Rule): string {
  return inhibitedBy === null ? '' : 'Kept quiet while the dataset drift of the same report fires.'
}

function escalationText({ escalations, condition }: Rule): string {
  const unit = (limit: number) => {
    if (condition.kind === 'drift-share') return percentText(limit)
    if (condition.kind === 'swap-rate') return `${bytesText(limit)}/min`
    const value = condition.kind === 'hardware' ? hardwareValue(condition.value) : levelValue(condition)
    return value === null ? numberText(limit) : hardwareText(value, limit)
  }
  return escalations.map(({ limit, severity }) => `${capital(severity)} beyond ${unit(limit)}.`).join(' ')
}

function levelValue(condition: Condition) {
  if (condition.kind === 'thermal') return hardwareValue('thermal.pressure')
  return condition.kind === 'memory-pressure' ? hardwareValue('memory.pressure') : null
}

/** "Memory use" becomes "memory use", "GPU use" stays. */
function inSentence(label: string): string {
  return /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
