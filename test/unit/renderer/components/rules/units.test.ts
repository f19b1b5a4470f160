import { describe, expect, it } from 'vitest'
import {
  bytes,
  durations,
  percent,
  plain,
  typedAmount,
  typedText,
  unitFor,
} from '../../../../../renderer/components/rules/units'

describe('unitFor', () => {
  it.each([
    [90_000, durations, 'minutes', '1.5'],
    [45_000, durations, 'seconds', '45'],
    [600_000, durations, 'minutes', '10'],
    [86_400_000, durations, 'days', '1'],
    [100_000, durations, 'seconds', '100'],
    [0, durations, 'seconds', '0'],
    [20e9, bytes, 'GB', '20'],
    [100e6, bytes, 'MB', '100'],
    [0.07, percent, '%', '7'],
    [-3, plain, '', '-3'],
  ])('shows %d as a short number', (amount, units, label, text) => {
    const unit = unitFor(amount, units)
    expect([unit.label, typedText(amount, unit)]).toEqual([label, text])
  })
})

describe('typedAmount', () => {
  it.each([
    ['0,5', plain[0]!, 0.5],
    ['1 000', plain[0]!, 1_000],
    ['7', percent[0]!, 0.07],
    ['1e3', plain[0]!, 1_000],
    ['', plain[0]!, null],
    ['−3', plain[0]!, -3],
    ['about 5', plain[0]!, 'about 5'],
    ['1,000.5', plain[0]!, '1,000.5'],
    ['Infinity', plain[0]!, 'Infinity'],
  ])('reads “%s”', (text, unit, amount) => {
    expect(typedAmount(text, unit)).toBe(amount)
  })

  it('gives back what was shown', () => {
    for (const amount of [0.1, 0.29, 0.57, 1.1, 99.9]) {
      expect(typedAmount(typedText(amount, percent[0]!), percent[0]!)).toBe(amount)
    }
  })
})
