import { expect, it } from 'vitest'
import { createLatestTurn } from '../../../shared/latest-turn'

it('holds for the newest turn alone', () => {
  const turns = createLatestTurn()
  const first = turns.begin()
  expect(first()).toBe(true)
  const second = turns.begin()
  expect([first(), second()]).toEqual([false, true])
})

it('holds for no turn once all were called off, until the next begins', () => {
  const turns = createLatestTurn()
  const first = turns.begin()
  turns.end()
  expect(first()).toBe(false)
  const second = turns.begin()
  expect([first(), second()]).toEqual([false, true])
})
