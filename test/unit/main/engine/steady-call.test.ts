import { expect, it } from 'vitest'
import { steadyCall } from '../../../../main/engine/steady-call'
import { createFakeClock } from '../../../support/fake-clock'

it('runs at once, then once per interval, and never leaves the last asking unanswered', () => {
  const clock = createFakeClock()
  const runs: number[] = []
  const call = steadyCall(clock, 1_000, () => runs.push(clock.monotonic()))
  const start = clock.monotonic()
  for (let ms = 0; ms < 2_500; ms += 100) {
    call.ask()
    clock.advance(100)
  }
  clock.advance(5_000)
  expect(runs.map((at) => at - start)).toEqual([0, 1_000, 2_000, 3_000])
  call.ask()
  call.ask()
  void call.dispose()
  clock.advance(5_000)
  expect(runs).toHaveLength(5)
})
