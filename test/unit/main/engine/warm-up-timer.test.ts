import { expect, it } from 'vitest'
import { warmUpSoon } from '../../../../main/engine/warm-up-timer'
import { createFakeClock } from '../../../support/fake-clock'

function make() {
  const clock = createFakeClock()
  const state = { roots: [] as string[], warmUps: 0 }
  const warmUp = () => {
    state.warmUps++
  }
  const timer = warmUpSoon({ clock, roots: () => state.roots, warmUp })
  return { clock, state, timer }
}

it('warms up once, a second after a start without any store', () => {
  const { clock, state } = make()
  clock.advance(999)
  expect(state.warmUps).toBe(0)
  clock.advance(1)
  expect(state.warmUps).toBe(1)
  clock.advance(600_000)
  expect(state.warmUps).toBe(1)
})

it('does not when a store was added by then', () => {
  const { clock, state } = make()
  state.roots = ['/stores']
  clock.advance(600_000)
  expect(state.warmUps).toBe(0)
})

it('does not when the app ended by then', () => {
  const { clock, state, timer } = make()
  timer.dispose()
  clock.advance(600_000)
  expect(state.warmUps).toBe(0)
})
