import { assembleSample } from '../../shared/hardware/assemble'
import type { Clock, Timer } from '../../shared/clock'
import type { Disposable } from '../../shared/lifecycle'
import type { HardwareSample, ReaderStatus } from '../../shared/model/hardware'
import { describeThrown } from '../../shared/result'
import type { HardwareLog, Reader } from './reader'
import { describeReaders, trackReader, type TrackedReader } from './tracked-reader'

export interface SamplerOptions {
  /** In order of trust: where two know the same value, the earlier one's is taken. Disposed with the sampler. */
  readonly readers: readonly Reader[]
  readonly clock: Clock
  readonly intervalMs: number
  readonly origin?: HardwareSample['origin']
  readonly onSample: (sample: HardwareSample) => void
  readonly log: HardwareLog
}

export interface Sampler extends Disposable {
  setInterval(ms: number): void
  pause(): void
  resume(): void
  /** On wake: the first differences afterwards would span the sleep. */
  dropBaselines(): void
  describe(): readonly ReaderStatus[]
  /** Settles when every reader has looked for its channels. */
  readonly discovered: Promise<void>
}

/** Two samples this close after the start give the first rates without a second's wait. */
const firstRatesAfterMs = 250
/** A tick later than this many intervals means that the machine slept or the thread was held up. */
const longestGapIntervals = 3

/** Samples at once, again after 250 ms, then looks for private channels, and goes on at its interval. */
export function createSampler(options: SamplerOptions): Sampler {
  const { clock, log } = options
  const readers = options.readers.map((reader) => trackReader(reader, clock, log))
  let intervalMs = options.intervalMs
  let lastAt: number | null = null
  let timer: Timer | null = null
  let isPaused = false
  let isDisposed = false
  const dropBaselines = () => {
    lastAt = null
    for (const reader of readers) reader.dropBaselines()
  }
  const tick = () => {
    const start = clock.monotonic()
    if (lastAt !== null && (start < lastAt || start - lastAt > longestGapIntervals * intervalMs))
      dropBaselines()
    const sample = takeSample(
      readers,
      clock,
      lastAt === null ? null : start - lastAt,
      options.origin ?? 'measured',
    )
    lastAt = start
    tell(options.onSample, sample, log)
  }
  const startTimer = () => {
    timer?.dispose()
    timer = isPaused || isDisposed ? null : clock.every(intervalMs, tick)
  }
  const warmUp = startWarmUp(clock, Math.min(firstRatesAfterMs, intervalMs), async () => {
    if (!isPaused) tick()
    startTimer()
    await discoverAll(readers, () => isDisposed)
  })
  // Not before the caller holds the sampler that its listener may ask.
  const start = clock.after(0, () => {
    if (!isPaused) tick()
  })
  return {
    discovered: warmUp.done,
    setInterval(ms) {
      if (ms === intervalMs) return
      intervalMs = ms
      if (timer !== null) startTimer()
    },
    pause() {
      isPaused = true
      timer?.dispose()
      timer = null
    },
    resume() {
      if (!isPaused || isDisposed) return
      isPaused = false
      dropBaselines()
      tick()
      startTimer()
    },
    dropBaselines,
    describe: () => describeReaders(readers),
    async dispose() {
      isDisposed = true
      timer?.dispose()
      start.dispose()
      warmUp.cancel()
      for (const { reader } of readers) await reader.dispose()
    },
  }
}

function startWarmUp(clock: Clock, afterMs: number, run: () => Promise<void>) {
  let finish: (() => void) | undefined
  const done = new Promise<void>((resolve) => (finish = resolve))
  const timer = clock.after(afterMs, () => void run().finally(() => finish?.()))
  const cancel = () => {
    timer.dispose()
    finish?.()
  }
  return { done, cancel }
}

function takeSample(
  readers: readonly TrackedReader[],
  clock: Clock,
  elapsedMs: number | null,
  origin: HardwareSample['origin'],
): HardwareSample {
  const groups = assembleSample(readers.map((reader) => reader.contribute()))
  return { takenAt: clock.now(), origin, elapsedMs, ...groups }
}

function tell(onSample: SamplerOptions['onSample'], sample: HardwareSample, log: HardwareLog): void {
  try {
    onSample(sample)
  } catch (thrown) {
    log('error', `A listener to samples failed: ${describeThrown(thrown)}`)
  }
}

/** All at once: the long search for channels runs on a thread of its own, and temperatures need not wait for it. */
async function discoverAll(readers: readonly TrackedReader[], isDisposed: () => boolean): Promise<void> {
  if (!isDisposed()) await Promise.all(readers.map((reader) => reader.discover()))
}
