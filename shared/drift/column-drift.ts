import { chiSquarePValue, unseenCategories, zTestPValue, type Category } from './categorical-tests'
import {
  inferColumnType,
  presentCategories,
  sortedNumbers,
  type DataColumn,
  type DriftColumnType,
} from './data-column'
import { defaultMethod } from './default-method'
import { energyDistance, wassersteinNormed } from './distribution-distances'
import {
  hellingerDistance,
  jensenShannonDistance,
  kullbackLeibler,
  populationStabilityIndex,
} from './divergences'
import { kolmogorovSmirnov } from './kolmogorov-smirnov'
import { driftMethodOf, isDrifted, type DriftMethod, type DriftMethodId } from './methods'
import { sampleWarning } from './sample-warning'
import {
  categoricalShares,
  countTogether,
  histogramShares,
  numericShares,
  sturgesEdges,
  type BinnedShares,
} from './shares'

export interface DriftChoice {
  /** Undefined leaves the choice to Evidently's rule for type and size. */
  readonly method?: DriftMethodId
  /** Undefined takes the method's own. */
  readonly threshold?: number
  /** Undefined infers it from the current column. */
  readonly type?: DriftColumnType
}

export interface ColumnDrift {
  readonly name: string
  readonly type: DriftColumnType
  readonly method: DriftMethod | null
  /** A p-value, a distance, or null when it could not be computed; `warnings` says why. */
  readonly score: number | null
  readonly threshold: number | null
  readonly drifted: boolean | null
  readonly referenceCount: number
  readonly currentCount: number
  readonly warnings: readonly string[]
}

/** Compares two columns as Evidently would; never throws for any content. */
export function columnDrift(
  reference: DataColumn,
  current: DataColumn,
  choice: DriftChoice = {},
): ColumnDrift {
  const type = choice.type ?? inferColumnType(current)
  const samples = type === 'num' ? numbersOf(reference, current) : categoriesOf(reference, current)
  const referenceCount = samples.reference.length
  const currentCount = samples.current.length
  const uniqueCount = countTogether<Category>([...samples.reference], [...samples.current]).size
  const id = choice.method ?? defaultMethod({ type, referenceCount, uniqueCount })
  const method = driftMethodOf(id)
  const threshold = method === null ? null : (choice.threshold ?? method.defaultThreshold)
  const base = { name: current.name, type, method, threshold, referenceCount, currentCount }
  const refuse = (why: string): ColumnDrift => ({ ...base, score: null, drifted: null, warnings: [why] })

  if (method === null) return refuse('Dates are not compared.')
  if (referenceCount === 0 || currentCount === 0) {
    return refuse(`The ${referenceCount === 0 ? 'reference' : 'current'} column has no values of this type.`)
  }
  const tooWide = 'The values are too large or too close together for this method.'
  if (!Number.isFinite(rangeOf(samples))) return refuse(tooWide)
  const score = scoreOf(method.id, samples)
  if (score === null)
    return refuse(`${method.displayName} is not computed here for a column of type ${type}.`)
  if (Number.isNaN(score)) return refuse(tooWide)
  const drifted = isDrifted(method, score, threshold)
  return { ...base, score, drifted, warnings: warningsOf(method, samples) }
}

type Samples =
  | { readonly kind: 'numbers'; readonly reference: Float64Array; readonly current: Float64Array }
  | {
      readonly kind: 'categories'
      readonly reference: readonly Category[]
      readonly current: readonly Category[]
    }

/** Infinite where two values lie further apart than a number can say. */
function rangeOf(samples: Samples): number {
  if (samples.kind === 'categories') return 0
  const { reference, current } = samples
  return Math.max(reference.at(-1) ?? 0, current.at(-1) ?? 0) - Math.min(reference[0] ?? 0, current[0] ?? 0)
}

function numbersOf(reference: DataColumn, current: DataColumn): Samples {
  const none = new Float64Array(0)
  return {
    kind: 'numbers',
    reference: sortedNumbers(reference) ?? none,
    current: sortedNumbers(current) ?? none,
  }
}

function categoriesOf(reference: DataColumn, current: DataColumn): Samples {
  const [first, second] = [presentCategories(reference), presentCategories(current)]
  // Read as numbers from one file and as text from another: 1 and "1" are the same category all the same.
  if (typeof first[0] === typeof second[0]) return { kind: 'categories', reference: first, current: second }
  return { kind: 'categories', reference: first.map(String), current: second.map(String) }
}

function scoreOf(id: DriftMethodId, samples: Samples): number | null {
  switch (id) {
    case 'ks':
      return samples.kind === 'numbers' ? kolmogorovSmirnov(samples.reference, samples.current).pValue : null
    case 'wasserstein':
      return samples.kind === 'numbers' ? wassersteinNormed(samples.reference, samples.current) : null
    case 'ed':
      return samples.kind === 'numbers' ? energyDistance(samples.reference, samples.current) : null
    case 'chisquare':
      return chiSquarePValue([...samples.reference], [...samples.current])
    case 'z':
      return zTestPValue([...samples.reference], [...samples.current])
    case 'psi':
      return populationStabilityIndex(sharesOf(samples))
    case 'kl_div':
      return kullbackLeibler(sharesOf(samples))
    case 'jensenshannon':
      return jensenShannonDistance(sharesOf(samples))
    case 'hellinger':
      return hellingerDistance(hellingerShares(samples))
    default:
      return null
  }
}

function sharesOf(samples: Samples): BinnedShares {
  return samples.kind === 'numbers'
    ? numericShares(samples.reference, samples.current)
    : categoricalShares(samples.reference, samples.current)
}

/** For Hellinger alone Evidently chooses the bins from the different values, not from all. */
function hellingerShares(samples: Samples): BinnedShares {
  if (samples.kind === 'categories') return categoricalShares(samples.reference, samples.current)
  const different = Float64Array.from(new Set([...samples.reference, ...samples.current]))
  const edges = sturgesEdges(different, new Float64Array(0))
  return {
    reference: histogramShares(samples.reference, edges),
    current: histogramShares(samples.current, edges),
  }
}

function warningsOf(method: DriftMethod, samples: Samples): readonly string[] {
  const sizes = { referenceCount: samples.reference.length, currentCount: samples.current.length }
  const warnings = [sampleWarning(method, sizes)]
  if (method.id === 'chisquare')
    warnings.push(...chiSquareWarnings([...samples.reference], [...samples.current]))
  return warnings.filter((warning) => warning !== null)
}

function chiSquareWarnings(reference: readonly Category[], current: readonly Category[]): readonly string[] {
  const unseen = unseenCategories(reference, current)
  if (unseen.length > 0) {
    return [`New since the reference: ${unseen.join(', ')}. One such row is enough for p = 0.`]
  }
  const scale = current.length / reference.length
  const expected = [...countTogether(reference, current).values()].map(([inReference]) => inReference * scale)
  const sparse = expected.filter((count) => count < 5).length
  return sparse === 0
    ? []
    : [`${sparse} categories are expected fewer than 5 times: chi-square is not reliable there.`]
}
