import { describe, expect, it } from 'vitest'
import { createTimeTexts } from '../../../../renderer/charts/time-axis'
import { createTimeFormats, formatDuration } from '../../../../renderer/format/times'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const now = Date.UTC(2026, 10, 23, 14, 2, 11)
const format = createTimeFormats('en-GB', 'UTC')

describe('ago', () => {
  it.each([
    [0, 'just now'],
    [44_000, 'just now'],
    [-2 * minute, 'just now'],
    [50_000, '1 min ago'],
    [59 * minute, '59 min ago'],
    [3 * hour, '3 h ago'],
    [30 * hour, 'yesterday'],
    [3 * day, '3 days ago'],
    [11 * day, '12 Nov'],
    [400 * day, '19 Oct 2025'],
  ])('%s ms is %s', (elapsed, text) => {
    expect(format.ago(now - elapsed, now)).toBe(text)
  })

  it('does not call the far future now', () => {
    expect(format.ago(now + day, now)).toBe('24 Nov 2026, 14:02:11')
  })

  it.each([1.7e18, -9e15, NaN, Infinity])('takes %s, which no calendar knows, for not known', (at) => {
    const said = [format.dateTime(at), format.timeOfDay(at), format.shortTime(at), format.date(at)]
    expect([...said, format.ago(at, now)]).toEqual(Array(5).fill(format.dateTime(null)))
    expect(createTimeTexts('en-GB', 'UTC').tickOf(at, day)).toBe('')
  })

  it('says nothing of what is not known', () => {
    expect([format.ago(null, now), format.dateTime(null), format.duration(null)]).toEqual(['–', '–', '–'])
  })
})

describe('a tick of a clock axis', () => {
  const american = createTimeFormats('en-US', 'America/New_York')
  it.each([
    [Date.UTC(2026, 10, 23, 14, 5), '14:05', '9:05 AM'],
    [Date.UTC(2026, 10, 23, 14, 5, 30), '14:05:30', '9:05:30 AM'],
    [Date.UTC(2026, 10, 23), '23 Nov', '7:00 PM'],
    [Date.UTC(2026, 10, 23, 5), '05:00', 'Nov 23'],
    [Date.UTC(2027, 0, 1), '2027', '7:00 PM'],
    [Date.UTC(2027, 0, 1, 5), '05:00', '2027'],
  ])('%d is %s in London and %s in New York', (at, british, newYork) => {
    expect(format.clockTick(at)).toBe(british)
    expect(american.clockTick(at).replaceAll('\u202f', ' ')).toBe(newYork)
  })

  it('is empty at what no calendar knows', () => {
    expect(format.clockTick(NaN)).toBe('')
  })
})

describe('duration', () => {
  it.each([
    [0, '0 ms'],
    [412, '412 ms'],
    [4_120, '4.1 s'],
    [42_900, '42 s'],
    [12 * minute + 4_000, '12m 04s'],
    [3 * hour + 2 * minute, '3h 02m'],
    [2 * day + 4 * hour, '2d 04h'],
    [-42_000, '-42 s'],
  ])('%s ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })
})
