import { expect, it } from 'vitest'
import { rhythmText } from '../../../../shared/rules/wording'
import { day, hour, minute, second } from './observations'

it.each([
  [day - minute, 'day'],
  [day + 2 * hour, 'day'],
  [1.5 * day, '1.5 days'],
  [7 * day - hour, '7 days'],
  [20 * hour, '20 h'],
  [hour - second, 'hour'],
  [6 * hour + 5 * minute, '6 h'],
  [minute, 'minute'],
  [15 * minute + second, '15 min'],
  [20 * second, '20 s'],
])('says a rhythm of %i ms as "every %s"', (ms, words) => {
  expect(rhythmText(ms)).toBe(words)
})
