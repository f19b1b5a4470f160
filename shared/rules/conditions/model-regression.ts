import type { ConditionOf } from '../../model/rule'
import { globMatches } from '../glob'
import type { ModelVersionFacts } from '../observation'
import { numberText } from '../wording'
import { unknownVerdict, verdictOf, type Family } from './judge-types'

const fewestDifferences = 3

interface Comparable {
  readonly facts: ModelVersionFacts
  readonly metric: string
  readonly value: number
}

/**
 * The newest version against the one before it. What versions usually differ by is noise: the median absolute
 * difference of earlier neighbours, scaled to a standard deviation; with fewer than three of them only the
 * tolerance counts.
 */
export const modelRegression: Family<'model-regression', 'model'> = {
  observes: 'model',
  pace: 'recorded',
  judge(condition, memory, model, { subject }) {
    const versions = comparable(condition, model?.versions ?? [])
    const [previous, newest] = [versions.at(-2), versions.at(-1)]
    if (model === null || previous === undefined || newest === undefined) {
      return { verdict: unknownVerdict, memory, isOver: false }
    }
    const noise = noiseOf(versions.slice(0, -1).map((version) => version.value))
    const allowed = Math.max(
      condition.toleranceRatio * Math.abs(previous.value),
      condition.noiseFactor * noise,
    )
    const loss = condition.goal === 'maximize' ? previous.value - newest.value : newest.value - previous.value
    const level = loss > allowed ? 'breach' : 'clear'
    const words =
      level !== 'breach'
        ? null
        : {
            title: `${subject.label} got worse with version ${newest.facts.version}`,
            message: `${newest.metric}: version ${newest.facts.version} against version ${previous.facts.version}`,
            reason:
              `${newest.metric} is ${numberText(newest.value)}, was ${numberText(previous.value)} in version ` +
              `${previous.facts.version}: worse by ${numberText(loss)} (allowed ${numberText(allowed)})`,
          }
    const refs = { modelId: newest.facts.modelId, runId: newest.facts.runId, metric: newest.metric }
    return {
      verdict: verdictOf(level, model.at, newest.value, previous.value, words, refs),
      memory,
      isOver: false,
    }
  },
}

/** Versions that hold the metric; all by the same one, should the pattern match several. */
function comparable(
  { metric }: ConditionOf<'model-regression'>,
  versions: readonly ModelVersionFacts[],
): Comparable[] {
  const key = Object.keys(versions.at(-1)?.metrics ?? {}).find((each) => globMatches(metric, each))
  if (key === undefined) return []
  return versions.flatMap((facts) => {
    const value = Object.hasOwn(facts.metrics, key) ? facts.metrics[key] : undefined
    return value === undefined ? [] : [{ facts, metric: key, value }]
  })
}

function noiseOf(values: readonly number[]): number {
  const differences = values.slice(1).map((value, index) => Math.abs(value - (values[index] ?? value)))
  if (differences.length < fewestDifferences) return 0
  const sorted = differences.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const median = ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
  // The median of |N(0, σ)| is 0.6745 σ; neighbours differ by √2 σ.
  return median / (0.6745 * Math.SQRT2)
}
