import { afterEach, expect, it } from 'vitest'
import { momentForFileName } from '../../../../renderer/format/file-moment'

const before = process.env['TZ']
afterEach(() => {
  if (before === undefined) delete process.env['TZ']
  else process.env['TZ'] = before
})

it.each([
  ['Europe/Berlin', '2026-11-26 00.30'],
  ['America/Los_Angeles', '2026-11-25 15.30'],
  ['UTC', '2026-11-25 23.30'],
])('is the time of %s, in which the window shows it', (zone, name) => {
  process.env['TZ'] = zone
  expect(momentForFileName(Date.UTC(2026, 10, 25, 23, 30))).toBe(name)
})
