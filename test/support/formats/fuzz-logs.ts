import { expect } from 'vitest'
import type { AppError } from '../../../shared/result'
import { FactsSink } from '../../../main/sources/run-logs/file-facts'
import type { LogFile, LogFormat } from '../../../main/sources/run-logs/log-format'
import { random, type Random } from './random'

/** Feeds a decoder the way tail-file.ts does: in chunks of any size, with what it left over in front of the next. */
export function decode(
  format: Pick<LogFormat, 'open'>,
  file: LogFile,
  bytes: Buffer,
  chunkBytes = bytes.length,
): { sink: FactsSink; fault: AppError | null } {
  const sink = new FactsSink()
  const decoder = format.open(file, sink)
  let offset = 0
  let size = Math.max(1, chunkBytes)
  for (;;) {
    const chunk = bytes.subarray(offset, offset + size)
    const isEnd = offset + size >= bytes.length
    const taken = decoder.read(chunk, isEnd)
    offset += taken
    if (decoder.fault !== null || isEnd) return { sink, fault: decoder.fault }
    if (taken === 0) size *= 2
  }
}

const cases = 2_000
const longestMs = 2_000

/**
 * 2 000 damaged copies of `bytes`: no throw, none slower than two seconds, and a fault is one sentence that names the
 * file. The same bytes in small chunks must tell the same.
 */
export function fuzzDecoder(
  format: Pick<LogFormat, 'open'>,
  file: LogFile,
  bytes: Buffer,
  seed: number,
): void {
  const dice = random(seed)
  for (let number = 0; number < cases; number++) {
    const mutated = mutate(bytes, dice)
    const startedAt = performance.now()
    const { sink, fault } = decode(format, file, mutated)
    expect(performance.now() - startedAt).toBeLessThan(longestMs)
    if (fault !== null) {
      expect(fault.message).toContain(file.path)
      expect(fault.message).toMatch(/^[^\n]{10,300}$/)
    }
    if (number % 20 !== 0 || file.mode === 'whole') continue
    const again = decode(format, file, mutated, 1 + dice.below(64))
    expect([...again.sink.latest]).toEqual([...sink.latest])
    expect(again.sink.malformedCount).toBe(sink.malformedCount)
  }
}

export function mutate(bytes: Buffer, dice: Random): Buffer {
  let mutated = Buffer.from(bytes)
  for (let times = 1 + dice.below(4); times > 0; times--) {
    const at = dice.below(mutated.length + 1)
    const kind = dice.below(6)
    if (kind === 0) mutated = mutated.subarray(0, at)
    else if (kind === 1 && at < mutated.length) mutated[at] = dice.below(256)
    else if (kind === 2 && at < mutated.length) mutated[at] = (mutated[at] ?? 0) ^ (1 << dice.below(8))
    else if (kind === 3)
      mutated = Buffer.concat([mutated.subarray(0, at), mutated.subarray(at + dice.below(40))])
    else if (kind === 4) {
      const junk = Buffer.from(Array.from({ length: dice.below(60) }, () => dice.below(256)))
      mutated = Buffer.concat([mutated.subarray(0, at), junk, mutated.subarray(at)])
    } else {
      const from = dice.below(mutated.length + 1)
      const piece = mutated.subarray(from, from + dice.below(80))
      mutated = Buffer.concat([mutated.subarray(0, at), piece, mutated.subarray(at)])
    }
    mutated = Buffer.from(mutated)
  }
  return mutated
}
