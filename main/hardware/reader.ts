import type { FieldPath, SamplePart } from '../../shared/hardware/sample'
import type { Disposable } from '../../shared/lifecycle'
import type { Result } from '../../shared/result'

export type HardwareLog = (level: 'debug' | 'info' | 'warn' | 'error', message: string) => void

/**
 * One sensor, or a few that are read with one call. Knows nothing of the others and may be absent: then the
 * rest goes on. May block for milliseconds, so that it lives in the sampler's thread only.
 * How to add one: docs/HARDWARE.md.
 */
export interface Reader<T = SamplePart> extends Disposable {
  /** Short and stable, for the log and the diagnose page: `gpu.residency`. */
  readonly name: string
  /** How often reading makes sense, ms; a slower sampler reads it at each tick. */
  readonly everyMs: number
  /** What it is there for: if it fails, these fields carry its reason. */
  readonly fields: readonly FieldPath[]
  /** False until `discover` has found its channels, and for ever where the machine has none. */
  isAvailable(): boolean
  /** One sentence while not available. */
  reason(): string | null
  /**
   * `elapsedMs` since this reader's own last read, 0 when there is no baseline. Expected failure is a Result;
   * what it throws switches it off for a while.
   */
  read(elapsedMs: number): Result<T>
  /** Slow search for channels, run once after the first samples are out. */
  discover?(): Promise<void>
  /** After sleep or a long pause: differences with what was read before mean nothing. */
  dropBaselines?(): void
}

/** The `dispose` of a reader that keeps nothing open. */
export function holdsNothing(): void {
  // Nothing to give back.
}
