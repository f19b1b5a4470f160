import { expect, it } from 'vitest'
import { commandReader } from '../../../../../main/hardware/commands/command-reader'
import { ok } from '../../../../../shared/result'
import { createFakeClock } from '../../../../support/fake-clock'

function make() {
  const clock = createFakeClock()
  let answers = true
  const reader = commandReader({
    name: 'tool',
    everyMs: 5_000,
    fields: [],
    clock,
    ask: () => (answers ? Promise.resolve(ok({})) : new Promise(() => undefined)),
  })
  let readAt: number | null = null
  /** As the sampler does it: `elapsedMs` since the last read. */
  const read = async (afterMs: number) => {
    clock.advance(afterMs)
    const elapsedMs = readAt === null ? 0 : clock.monotonic() - readAt
    readAt = clock.monotonic()
    const isShown = reader.read(elapsedMs).ok
    await Promise.resolve()
    return isShown
  }
  return { reader, read, hang: () => (answers = false) }
}

it.each([1_000, 5_000, 16_000, 60_000])('shows its answers to a sampler of every %i ms', async (paceMs) => {
  const { read } = make()
  await read(0)
  for (let round = 0; round < 5; round++) expect(await read(paceMs)).toBe(true)
})

it.each([
  [1_000, 15],
  [16_000, 2],
])('shows a tool that hangs no longer, at %i ms after %i reads', async (paceMs, reads) => {
  const { read, hang } = make()
  await read(0)
  await read(paceMs)
  hang()
  let shown = 0
  while (shown < 50 && (await read(paceMs))) shown++
  expect(shown).toBeLessThanOrEqual(reads)
})

it('shows nothing that was told before the machine slept', async () => {
  const { reader, read } = make()
  await read(0)
  expect(await read(1_000)).toBe(true)
  reader.dropBaselines?.()
  expect(await read(1_000)).toBe(false)
  expect(await read(1_000)).toBe(true)
})
