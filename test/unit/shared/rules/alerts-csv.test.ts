import { expect, it } from 'vitest'
import { alertsCsvHeader, alertsCsvLine } from '../../../../shared/rules/alerts-csv'
import { anAlert } from '../../../support/alerts'

const cellsOf = (line: string) => {
  const names = alertsCsvHeader.trimEnd().split(',')
  return new Map(
    line
      .trimEnd()
      .split(',')
      .map((cell, index) => [names[index], cell]),
  )
}

it('writes times as ISO 8601, and a number that is no time as the number', () => {
  // A store that counts in ns, and one whose number is past every calendar.
  for (const [occurredAt, text] of [
    [1_764_120_000_000, '2025-11-26T01:20:00.000Z'],
    [1_764_120_000_000_000_000, '1764120000000000000'],
    [-8.64e15 - 1, '-8640000000000001'],
  ] as const) {
    const cells = cellsOf(alertsCsvLine(anAlert(1, { occurredAt, firstSeenAt: 0 })))
    expect([cells.get('occurredAt'), cells.get('firstSeenAt')]).toEqual([text, '1970-01-01T00:00:00.000Z'])
  }
})
