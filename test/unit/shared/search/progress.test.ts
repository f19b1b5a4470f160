import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSearch } from '../../../../shared/search/parse-search'
import { progressAt } from '../../../../shared/search/progress'
import { searches } from '../../../support/searches'

/** How far a text is where `|` stands, or else at its end; what is missing in words. */
function progressOf(marked: string): string {
  const caret = marked.includes('|') ? marked.indexOf('|') : marked.length
  const text = marked.replace('|', '')
  const parsed = parseSearch(text)
  if (!parsed.ok) return `fault: ${parsed.fault.message}`
  const progress = progressAt(text, caret, parsed.isFilter)
  return progress.kind === 'waiting' ? progress.fault.message : progress.kind
}

describe('a text that is typed', () => {
  it.each([
    '',
    'vision ',
    'xyzzy',
    'salt an',
    'run.sh',
    'lr=0.',
    'status is unknown',
    '"warm restart"',
    "params.lr = '0.1'",
    "run_name = 'fox' vision",
    'status IN (FAILED, KILLED)',
    'metrics.loss IS NULL',
    'metrics.loss < 1 ',
    'start_time > 7d ago',
    'vi|sion',
  ])('is whole: %j', (text) => {
    expect(progressOf(text)).toBe('whole')
  })

  it.each([
    'm',
    'vision par',
    'st',
    'Start_t',
    'run',
    'run.exp',
    'datas',
    'a O',
    'metrics.loss < 1 an',
    'metrics.loss < 0',
    'metrics.loss < 1|0 AND fox',
    'params.optimizer = ad',
    'run_name = fo',
    'start_time > 7',
    'start_time > 7d a',
    'metrics.lo|ss < 1',
    '(fox OR st|)',
  ])('is open: %j', (text) => {
    expect(progressOf(text)).toBe('open')
  })

  it.each([
    ['status', 'Expected = != LIKE ILIKE IN or IS NULL after status.'],
    ['fox Status ', 'Expected = != LIKE ILIKE IN or IS NULL after status.'],
    ['start_time i', 'Expected = != > >= < <= or IS NULL after start_time.'],
    ['start_time is no', 'Expected = != > >= < <= or IS NULL after start_time.'],
    ['status !', 'Expected = != LIKE ILIKE IN or IS NULL after status.'],
    ['run_name like', "Expected 'text' after run_name like."],
    ['run_name not il', 'Expected = != LIKE ILIKE IN or IS NULL after run_name.'],
    ['metrics', 'Expected a dot and the name of a metric after metrics.'],
    ['metrics.loss < 1 and tag', 'Expected a dot and the name of a tag after tag.'],
    ['loss <', 'Say what loss is: metrics.loss, params.loss or tags.loss.'],
    ['val/loss >= -', 'Say what val/loss is: metrics.val/loss, params.val/loss or tags.val/loss.'],
    ['fox "warm rest', 'This phrase lacks its closing ".'],
  ])('waits: %j', (text, message) => {
    expect(progressOf(text)).toBe(message)
  })

  it('is at every letter of a comparison a fault, open or waiting, until it is one', () => {
    for (const text of ['metrics.loss > 0.2', "status = 'FAILED'", "run_name ILIKE '%fox%'"]) {
      const whole = Array.from(text, (_, index) => text.slice(0, index + 1)).filter(
        (typed) => progressOf(typed) === 'whole',
      )
      expect([text, whole.filter((typed) => typed !== text)]).toEqual([text, []])
    }
  })

  it('comes to an end at any place of any mutated search', () => {
    fc.assert(
      fc.property(searches, fc.nat(300), fc.nat(5), fc.nat(300), ({ text }, at, cut, caretAt) => {
        const place = at % (text.length + 1)
        const mutated = text.slice(0, place) + text.slice(place + cut)
        const parsed = parseSearch(mutated)
        if (!parsed.ok) return
        const caret = caretAt % (mutated.length + 1)
        const progress = progressAt(mutated, caret, parsed.isFilter)
        if (progress.kind === 'waiting') expect(progress.fault.message).toMatch(/^\S.{8,}\.$/s)
      }),
      { numRuns: 1_000 },
    )
  })
})
