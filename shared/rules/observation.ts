import type { AlertRefs } from '../model/alert'
import type { SourceState } from '../model/source'
import type { RunStatus } from '../model/run'
import type { TestStatus } from '../model/drift-report'

/** What a rule speaks about. `key` is unique within its kind and never holds what may change (names, values, limits). */
export interface Subject extends AlertRefs {
  readonly kind: 'run' | 'metric' | 'reports' | 'feature' | 'source' | 'machine' | 'model' | 'channel'
  readonly key: string
  readonly project: string | null
  /** In a word, for a title: the run's name, the feature, "This Mac". */
  readonly label: string
  /** For a rule's scope. */
  readonly experiment: string | null
  readonly name: string | null
}

interface Seen {
  readonly subject: Subject
  /** When it was so, as the data say; epoch ms. */
  readonly at: number
  /** The same fact read again has the same evidence and is not counted twice. */
  readonly evidence: string
}

export interface RunObservation extends Seen {
  readonly kind: 'run'
  readonly status: RunStatus
  readonly startTime: number | null
  readonly endTime: number | null
  /** Of training metrics; those of the machine go on while a training hangs. */
  readonly lastPointAt: number | null
  /** Median time between its points where the caller knows it, else null: it is then learned. */
  readonly usualGapMs: number | null
  /** RUNNING, but silent for so long that it was probably killed. */
  readonly isStale: boolean
}

/** One point of one metric of one run. */
export interface MetricObservation extends Seen {
  readonly kind: 'metric'
  readonly metric: string
  /** May be NaN or ±Infinity. */
  readonly value: number
  readonly step: number
  readonly runStatus: RunStatus
}

export interface ReportObservation extends Seen {
  readonly kind: 'report'
  readonly datasetDrift: boolean | null
  readonly driftShare: number | null
  readonly driftShareThreshold: number | null
  readonly driftedFeatureCount: number | null
  readonly featureCount: number | null
  /** Names, worst first as far as scores can be compared. */
  readonly driftedFeatures: readonly string[]
  readonly metrics: Readonly<Record<string, number>>
  readonly tests: readonly { readonly name: string; readonly status: TestStatus }[]
}

export interface FeatureObservation extends Seen {
  readonly kind: 'feature'
  /** Key of the subject that stands for the whole series of reports. */
  readonly seriesKey: string
  readonly feature: string
  readonly drifted: boolean | null
  readonly method: string | null
  readonly score: number | null
  readonly threshold: number | null
}

/** How current a project's reports are; holds until the next one. */
export interface MonitoringObservation extends Seen {
  readonly kind: 'monitoring'
  readonly lastReportAt: number
  /** Median time between reports; null with fewer than three. */
  readonly usualGapMs: number | null
}

export interface SourceObservation extends Seen {
  readonly kind: 'source'
  readonly state: SourceState
  readonly lastGoodAt: number | null
  readonly message: string
}

/** Values by the names of `hardwareValues`; what is not known is absent. */
export interface HardwareObservation extends Seen {
  readonly kind: 'hardware'
  readonly values: Readonly<Record<string, number>>
  /** After sleep, and at the first sample: what lasted before says nothing of now. */
  readonly isFresh: boolean
}

export interface ModelVersionFacts {
  readonly version: string
  readonly createdAt: number | null
  readonly runId: string | null
  readonly modelId: string
  /** Finite metrics of its run. */
  readonly metrics: Readonly<Record<string, number>>
}

/** All versions of one registered model, oldest first. */
export interface ModelObservation extends Seen {
  readonly kind: 'model'
  readonly versions: readonly ModelVersionFacts[]
}

/** One of our own channels; told when it gave up on a message and when one went through again. */
export interface ChannelObservation extends Seen {
  readonly kind: 'channel'
  readonly isFailing: boolean
  readonly message: string
}

export type Observation =
  | RunObservation
  | MetricObservation
  | ReportObservation
  | FeatureObservation
  | MonitoringObservation
  | SourceObservation
  | HardwareObservation
  | ModelObservation
  | ChannelObservation
export type ObservationKind = Observation['kind']
export type ObservationOf<K extends ObservationKind> = Extract<Observation, { kind: K }>

export const noRefs: AlertRefs = {
  sourceId: null,
  runId: null,
  modelId: null,
  reportId: null,
  feature: null,
  metric: null,
}
