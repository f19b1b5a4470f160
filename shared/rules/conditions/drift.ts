import type { FeatureObservation, ReportObservation, Subject } from '../observation'
import type { ConditionOf } from '../../model/rule'
import { levelOf, type Level } from '../compare'
import { countText, listText, numberText, percentText } from '../wording'
import { unknownVerdict, verdictOf, type Family, type Words } from './judge-types'

/** Of the dataset as a whole. Title and message are the toolkit's, with the names that it lost. */
export const driftShare: Family<'drift-share', 'report'> = {
  observes: 'report',
  pace: 'recorded',
  judge(condition, memory, report) {
    if (report === null) return { verdict: unknownVerdict, memory, isOver: false }
    const limit = condition.limit ?? report.driftShareThreshold
    const level = levelOfShare(condition, report)
    const words =
      level !== 'breach'
        ? null
        : {
            title: titleOf(report),
            message: messageOf(report),
            reason: reasonOf(report, limit),
          }
    const verdict = verdictOf(level, report.at, report.driftShare, limit, words, {
      reportId: report.subject.reportId,
    })
    return { verdict, memory, isOver: false }
  },
}

function levelOfShare({ limit, clearLimit }: ConditionOf<'drift-share'>, report: ReportObservation): Level {
  if (limit !== null) return levelOf(report.driftShare, { comparison: 'at-least', limit, clearLimit })
  if (report.datasetDrift === null) return 'unknown'
  if (report.datasetDrift) return 'breach'
  const isBetween = clearLimit !== null && report.driftShare !== null && report.driftShare >= clearLimit
  return isBetween ? 'between' : 'clear'
}

function titleOf({ driftShare }: ReportObservation): string {
  return driftShare === null
    ? 'Data Drift Detected'
    : `Data Drift Detected: ${(driftShare * 100).toFixed(1)}% of features`
}

function messageOf(report: ReportObservation): string {
  const names = report.driftedFeatures.slice(0, 5).join(', ')
  const counts =
    report.driftedFeatureCount === null || report.featureCount === null
      ? 'Detected drift in the dataset.'
      : `Detected drift in ${report.driftedFeatureCount}/${report.featureCount} features.`
  return names === '' ? counts : `${counts} Affected features: ${names}`
}

function reasonOf({ driftShare, driftedFeatures }: ReportObservation, limit: number | null): string {
  if (driftShare === null) return 'The report says that the dataset has drifted'
  const share = `${percentText(driftShare)} of the features have drifted`
  const names = driftedFeatures.length === 0 ? '' : `: ${listText(shortened(driftedFeatures))}`
  return `${share}${limit === null ? '' : ` (limit ${percentText(limit)})`}${names}`
}

function shortened(names: readonly string[]): readonly string[] {
  return names.length <= 5 ? names : [...names.slice(0, 5), countText(names.length - 5, 'other')]
}

/** Of one feature, by the report's own verdict. */
export const featureDrift: Family<'feature-drift', 'feature'> = {
  observes: 'feature',
  pace: 'recorded',
  judge(_condition, memory, seen, { subject }) {
    if (typeof seen?.drifted !== 'boolean') return { verdict: unknownVerdict, memory, isOver: false }
    const level = seen.drifted ? 'breach' : 'clear'
    const words = level !== 'breach' ? null : featureWords(seen, subject)
    const verdict = verdictOf(level, seen.at, seen.score, seen.threshold, words, {
      reportId: seen.subject.reportId,
    })
    return { verdict, memory, isOver: false }
  },
}

function featureWords({ feature, score, method, threshold }: FeatureObservation, subject: Subject): Words {
  const scoreText = score === null ? '' : `: ${method ?? 'score'} ${numberText(score)}`
  const limitText = threshold === null ? '' : ` (limit ${numberText(threshold)})`
  return {
    title: `${feature} has drifted`,
    message: subject.project ?? subject.name ?? '',
    reason: `${feature} has drifted${scoreText}${limitText}`,
  }
}
