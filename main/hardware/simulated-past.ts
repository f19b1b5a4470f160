import { assembleSample } from '../../shared/hardware/assemble'
import { flattenSample } from '../../shared/hardware/flatten'
import { simulatedPart } from './simulated'
import { idleLoad } from './simulated-load'

/** When a run of the demo was under way, epoch ms. */
export interface BusySpan {
  readonly from: number
  readonly to: number
}

export interface PastSample {
  readonly takenAt: number
  readonly values: ReadonlyMap<string, number | null>
}

const stepMs = 30_000
/** The imagined Mac is awake a while before and after each training, and asleep otherwise: gaps, as a real one has. */
const awakeMs = 20 * 60_000

/** What the simulated chip would have recorded around the demo's runs, ascending, until `to`. */
export function* simulatedPast(spans: readonly BusySpan[], to: number): Generator<PastSample> {
  const sorted = [...spans].sort((a, b) => a.from - b.from)
  let next = -Infinity
  for (const { from, to: end } of sorted) {
    const start = Math.max(next, from - awakeMs)
    for (let at = Math.ceil(start / stepMs) * stepMs; at < Math.min(to, end + awakeMs); at += stepMs) {
      yield sampleAt(at, sorted)
      next = at + stepMs
    }
  }
}

function sampleAt(takenAt: number, spans: readonly BusySpan[]): PastSample {
  const busy = spans.find(({ from, to }) => from <= takenAt && takenAt < to)
  const seconds = (takenAt - (busy?.from ?? 0)) / 1_000
  const part = busy ? simulatedPart(seconds) : simulatedPart(seconds, idleLoad(seconds))
  const groups = assembleSample([{ part, failure: null, fields: [] }])
  const values = flattenSample({ takenAt, origin: 'simulated', elapsedMs: stepMs, ...groups })
  return { takenAt, values }
}
