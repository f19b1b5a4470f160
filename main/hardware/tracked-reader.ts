import type { Contribution } from '../../shared/hardware/assemble'
import type { SamplePart } from '../../shared/hardware/sample'
import type { Clock } from '../../shared/clock'
import type { ReaderStatus, ReaderState, Reading } from '../../shared/model/hardware'
import { describeThrown, fail, type ErrorCode, type Result } from '../../shared/result'
import type { HardwareLog, Reader } from './reader'

/** A reader with its trace: what it gave last, how long that took, and until when it is switched off. */
export interface TrackedReader {
  readonly reader: Reader
  /** Reads when due; else repeats what the last read gave. */
  contribute(): Contribution
  discover(): Promise<void>
  dropBaselines(): void
  status(): ReaderStatus
}

/** After each failure in a row; the last is repeated. */
const backOffMs = [5_000, 30_000, 300_000]
/** Ticks do not come exactly on time; a reader due in a tenth of its cadence is due now. */
const slack = 0.1

interface Trace {
  last: Result<SamplePart> | null
  lastReadMs: number | null
  readAt: number | null
  readCount: number
  failureCount: number
  throwsInRow: number
  offUntil: number
  isDiscovering: boolean
  discoveryFailure: string | null
}

export function trackReader(reader: Reader, clock: Clock, log: HardwareLog): TrackedReader {
  const trace: Trace = {
    last: null,
    lastReadMs: null,
    readAt: null,
    readCount: 0,
    failureCount: 0,
    throwsInRow: 0,
    offUntil: -Infinity,
    isDiscovering: reader.discover !== undefined,
    discoveryFailure: null,
  }
  return {
    reader,
    contribute() {
      if (!reader.isAvailable()) trace.last = null
      else if (isDue(trace, reader, clock.monotonic())) readSafely(trace, reader, clock, log)
      return contributionOf(trace, reader)
    },
    async discover() {
      try {
        await reader.discover?.()
      } catch (thrown) {
        log('error', `Reader ${reader.name} could not look for its channels: ${describeThrown(thrown)}`)
        trace.discoveryFailure = 'the search for its channels failed'
      }
      trace.isDiscovering = false
    },
    dropBaselines() {
      trace.readAt = null
      trace.last = null
      reader.dropBaselines?.()
    },
    status: () => statusOf(trace, reader),
  }
}

export function describeReaders(readers: readonly TrackedReader[]): readonly ReaderStatus[] {
  return readers.map((reader) => reader.status())
}

function isDue(trace: Trace, reader: Reader, now: number): boolean {
  if (now < trace.offUntil) return false
  // The second sample comes early, so that rates are known before a second has passed.
  if (trace.readCount === 1) return true
  return trace.readAt === null || now - trace.readAt >= reader.everyMs * (1 - slack)
}

function readSafely(trace: Trace, reader: Reader, clock: Clock, log: HardwareLog): void {
  const start = clock.monotonic()
  try {
    trace.last = reader.read(trace.readAt === null ? 0 : start - trace.readAt)
    trace.throwsInRow = 0
    if (!trace.last.ok) trace.failureCount += 1
  } catch (thrown) {
    const pauseMs = backOffMs[Math.min(trace.throwsInRow, backOffMs.length - 1)] ?? 0
    trace.throwsInRow += 1
    trace.failureCount += 1
    trace.offUntil = start + pauseMs
    trace.last = fail(
      'internal',
      `this reader failed and is off for ${pauseMs / 1000} s`,
      describeThrown(thrown),
    )
    reader.dropBaselines?.()
    log('error', `Reader ${reader.name} is off for ${pauseMs / 1000} s: ${describeThrown(thrown)}`)
  }
  trace.readAt = start
  trace.readCount += 1
  trace.lastReadMs = clock.monotonic() - start
}

const nothing: SamplePart = {}

function contributionOf(trace: Trace, reader: Reader): Contribution {
  const { fields } = reader
  const { last } = trace
  if (last === null) return { part: nothing, failure: absence(trace, reader) ?? 'not read yet', fields }
  return last.ok
    ? { part: last.value, failure: null, fields }
    : { part: nothing, failure: last.error.message, fields }
}

function absence(trace: Trace, reader: Reader): string | null {
  return trace.isDiscovering ? 'still looking for its channels' : (trace.discoveryFailure ?? reader.reason())
}

function statusOf(trace: Trace, reader: Reader): ReaderStatus {
  const { state, reason } = stateOf(trace, reader)
  return {
    name: reader.name,
    state,
    reason,
    everyMs: reader.everyMs,
    lastReadMs: trace.lastReadMs,
    readCount: trace.readCount,
    failureCount: trace.failureCount,
  }
}

function stateOf(trace: Trace, reader: Reader): { state: ReaderState; reason: string | null } {
  const { last } = trace
  if (!reader.isAvailable()) {
    const state = trace.isDiscovering ? 'probing' : trace.discoveryFailure === null ? 'absent' : 'failed'
    return { state, reason: absence(trace, reader) ?? 'not on this machine' }
  }
  if (last === null) return { state: 'probing', reason: 'not read yet' }
  if (!last.ok) {
    const states: Partial<Record<ErrorCode, ReaderState>> = {
      permission: 'denied',
      unsupported: 'absent',
    }
    return { state: states[last.error.code] ?? 'failed', reason: last.error.message }
  }
  const missing = missingFields(last.value)
  return missing.length === 0
    ? { state: 'live', reason: null }
    : { state: 'partial', reason: missing.join('; ') }
}

function missingFields(part: SamplePart): readonly string[] {
  const missing: string[] = []
  for (const [group, values] of Object.entries(part)) {
    for (const [field, value] of Object.entries(values)) {
      if (Array.isArray(value)) continue
      const reading = value as Reading<unknown>
      if (reading.value === null) missing.push(`${group}.${field}: ${reading.reason ?? 'unknown'}`)
    }
  }
  return missing
}
