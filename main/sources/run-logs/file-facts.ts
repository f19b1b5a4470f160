import type { MetricValue } from '../../../shared/model/run'
import type { RunMarks, RunSink } from './log-format'
import type { FallingSteps } from './point-columns'

/** What one file has told so far, without its history: the newest value of each metric, params, tags and marks. */
export interface FileFacts {
  readonly latest: ReadonlyMap<string, MetricValue>
  readonly params: ReadonlyMap<string, string>
  readonly tags: ReadonlyMap<string, string>
  readonly marks: Partial<RunMarks>
  /** Records that were left out. */
  readonly malformedCount: number
  /** Of the points, by the log's own clock, epoch ms; null when it keeps no time. */
  readonly firstAt: number | null
  readonly lastAt: number | null
  /** How often a point had another step than the one before it. */
  readonly stepCount: number
  /** The longest silence between two points, ms. */
  readonly longestGapMs: number
  /** The lowest step from which training went on after a restart; null when the file names none. */
  readonly restartStep: number | null
  /** The step of a metric that fell the furthest: what was logged from `to` on before is void (point-columns.ts). */
  readonly fall: { readonly from: number; readonly to: number } | null
  /** Metrics whose newest value a restart has made void; what stands is further back in the history. */
  readonly voided: ReadonlySet<string>
}

/**
 * The newest value is the one logged last. In a log whose steps only rise that is MLflow's rule (the greatest step);
 * where a step falls back training began again from a checkpoint, and the later value stands (point-columns.ts). Where
 * points stand as they are, the value of the greatest step does.
 */
export class FactsSink implements RunSink, FileFacts {
  readonly latest = new Map<string, MetricValue>()
  readonly params = new Map<string, string>()
  readonly tags = new Map<string, string>()
  marks: Partial<RunMarks> = {}
  malformedCount = 0
  firstAt: number | null = null
  lastAt: number | null = null
  longestGapMs = 0
  stepCount = 0
  #step = NaN
  restartStep: number | null = null
  fall: { readonly from: number; readonly to: number } | null = null
  readonly voided = new Set<string>()
  readonly #falling: FallingSteps

  constructor(falling: FallingSteps = 'restart') {
    this.#falling = falling
  }

  point(key: string, step: number, timestamp: number, value: number): void {
    const known = this.latest.get(key) as { value: number; step: number; timestamp: number } | undefined
    if (known === undefined) this.latest.set(key, { value, step, timestamp })
    else if (step >= known.step || this.#falling === 'restart') {
      if (step < known.step && known.step - step > (this.fall?.from ?? 0) - (this.fall?.to ?? 0))
        this.fall = { from: known.step, to: step }
      known.value = value
      known.step = step
      known.timestamp = timestamp
    }
    if (this.voided.size > 0) this.voided.delete(key)
    if (step !== this.#step) {
      this.#step = step
      this.stepCount++
    }
    if (Number.isNaN(timestamp)) return
    this.firstAt ??= timestamp
    if (this.lastAt !== null && timestamp - this.lastAt > this.longestGapMs) {
      this.longestGapMs = timestamp - this.lastAt
    }
    if (this.lastAt === null || timestamp > this.lastAt) this.lastAt = timestamp
  }

  restart(step: number): void {
    this.restartStep = Math.min(step, this.restartStep ?? step)
    for (const [key, value] of this.latest) if (value.step >= step) this.voided.add(key)
  }

  param(key: string, value: string): void {
    this.params.set(key, value)
  }

  tag(key: string, value: string): void {
    this.tags.set(key, value)
  }

  mark(marks: Partial<RunMarks>): void {
    this.marks = { ...this.marks, ...marks }
  }

  malformed(): void {
    this.malformedCount++
  }
}
