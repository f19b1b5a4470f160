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
  it.each([
    ['a header', 'Authorization: Basic YWRhOmxvdmVsYWNl', 'YWRhOmxvdmVsYWNl'],
    ['a header as JSON', '{"authorization":"Bearer dapi0123456789abcdef"}', 'dapi0123456789abcdef'],
    ['an address', 'fetch https://ada:love-lace@lab.example/prefix failed', 'love-lace'],
    ['an address without a user', 'fetch https://:love-lace@lab.example/prefix failed', 'love-lace'],
    ['a token as user', 'fetch https://tok3n-0123456789@lab.example/ failed', 'tok3n-0123456789'],
    ['settings of MLflow', 'MLFLOW_TRACKING_PASSWORD=lovelace', 'lovelace'],
    ['a password with spaces, as JSON', '{"password":"correct horse battery"}', 'horse'],
    ['a short password', '{"password":"abc"}', '"abc"'],
  ])('hides a secret in %s', (_where, text, secret) => {
    expect(redact(text, '/Users/ada')).not.toContain(secret)
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
