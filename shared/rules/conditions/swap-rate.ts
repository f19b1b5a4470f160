import type { ConditionOf } from '../../model/rule'
import { bytesText } from '../wording'
import { unknownVerdict, verdictOf, type Family } from './judge-types'
import type { Memory, SwapMemory } from './memory'

const mostKept = 30

/** Growth of used swap over a window. Known once half the window has been watched without a gap. */
export const swapRate: Family<'swap-rate', 'hardware'> = {
  observes: 'hardware',
  pace: 'sampled',
  judge(condition, memory, sample, { mostGapMs }) {
    const used = sample?.values['memory.swapUsedBytes']
    if (sample === null || used === undefined) return { verdict: unknownVerdict, memory, isOver: false }
    const window = slide(
      Math.max(condition.windowMs, mostGapMs),
      condition,
      sample.isFresh ? null : memory,
      sample.at,
      used,
    )
    const spanMs = sample.at - (window.at[0] ?? sample.at)
    if (spanMs < condition.windowMs / 2) return { verdict: unknownVerdict, memory: window, isOver: false }
    const perMinute = ((used - (window.bytes[0] ?? used)) * 60_000) / spanMs
    const { limitBytesPerMinute: limit, clearBytesPerMinute: clearLimit } = condition
    const isBetween = clearLimit !== null && clearLimit < limit && perMinute > clearLimit
    const level = perMinute > limit ? 'breach' : isBetween ? 'between' : 'clear'
    const words =
      level !== 'breach'
        ? null
        : {
            title: 'Memory is being swapped to disk',
            message: `${bytesText(used)} of swap in use; training slows down by a lot once it lives on disk`,
            reason: `Swap grows by ${bytesText(perMinute)}/min (limit ${bytesText(limit)}/min)`,
          }
    return { verdict: verdictOf(level, sample.at, perMinute, limit, words), memory: window, isOver: false }
  },
}

/** The newest sample replaces the one before it until a share of the window has passed: a few dozen are enough. */
function slide(
  mostGapMs: number,
  { windowMs }: ConditionOf<'swap-rate'>,
  memory: Memory | null,
  at: number,
  used: number,
): SwapMemory {
  const known = memory?.of === 'swap' ? memory : null
  const last = known?.at.at(-1)
  // A clock that was set, or a gap: nothing before it can be compared.
  if (known === null || last === undefined || at < last || at - last > mostGapMs) {
    return { of: 'swap', at: [at], bytes: [used] }
  }
  if (at - last < windowMs / mostKept) return known
  const within = known.at.findIndex((each) => at - each <= windowMs)
  // Samples may be further apart than the window: then the last one is what there is to compare with.
  const from = within === -1 ? known.at.length - 1 : within
  return { of: 'swap', at: [...known.at.slice(from), at], bytes: [...known.bytes.slice(from), used] }
}
