import { describe, expect, it } from 'vitest'
import { createLog, redact } from '../../../main/log'

describe('the log', () => {
  it('hides secrets and the home folder', () => {
    const text =
      'GET http://me:hunter2@lab:5000 Authorization: Bearer abc.def-123 token=s3cr3tvalue /Users/ada/mlruns'
    const clean = redact(text, '/Users/ada')
    for (const secret of ['hunter2', 'abc.def-123', 's3cr3tvalue', 'ada']) expect(clean).not.toContain(secret)
    expect(clean).toContain('~/mlruns')
  })
  it('writes JSON lines from the chosen level up', () => {
    const lines: string[] = []
    const log = createLog({ now: () => 0, home: '/h', minimum: 'warn', write: (line) => lines.push(line) })
    log('info', 'no')
    log('error', 'yes\nreally')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { time: '1970-01-01T00:00:00.000Z', level: 'error', message: 'yes\nreally' },
    ])
  })
})
