import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSearch } from '../../../../shared/search/parse-search'
import { suggest } from '../../../../shared/search/suggest'
import { searches } from '../../../support/searches'

const known = {
  metrics: ['loss', 'val/loss', 'accuracy', 'odd key'],
  params: ['lr', 'loss_function'],
  tags: ['team', 'mlflow.user'],
}

/** What is offered where `|` stands, as "replaced: one, two". */
function offered(marked: string): string {
  const caret = marked.indexOf('|')
  const text = marked.replace('|', '')
  const { from, to, items } = suggest(text, caret, known)
  return `${text.slice(from, to)}: ${items.map((item) => item.text).join(', ')}`
}

describe('what is suggested', () => {
  it.each([
    ['|', ': '],
    ['los|', 'los: metrics.loss, params.loss_function, metrics.val/loss'],
    ['vision los|', 'los: metrics.loss, params.loss_function, metrics.val/loss'],
    ['metrics.|', 'metrics.: metrics.loss, metrics.val/loss, metrics.accuracy, metrics.`odd key`'],
    ['metrics.AC|', 'metrics.AC: metrics.accuracy'],
    ['metrics.`odd k|', 'metrics.`odd k: metrics.`odd key`'],
    ['(tags.m|', 'tags.m: tags.mlflow.user'],
    ['met|', 'met: metrics.loss, metrics.val/loss, metrics.accuracy, metrics.`odd key`'],
    ['run.st|', 'run.st: status, start_time'],
    ['dataset.|', 'dataset.: dataset.name, dataset.digest, dataset.context'],
    ['metrics.loss |', ': =, !=, >, >=, <, <=, IN (, NOT IN (, IS NULL, IS NOT NULL'],
    ['metrics.loss <|', ': '],
    ['params.lr li|', 'li: LIKE'],
    ['params.lr is |', 'is : IS NULL, IS NOT NULL'],
    ['params.lr is n|', 'is n: IS NULL, IS NOT NULL'],
    ['status |', ': =, !=, LIKE, ILIKE, IN (, NOT IN (, IS NULL, IS NOT NULL'],
    ['status = |', ': RUNNING, SCHEDULED, FINISHED, FAILED, KILLED'],
    ['status = f|', 'f: FINISHED, FAILED'],
    ["status in ('FAILED', 'r|", 'r: RUNNING'],
    ['start_time |', ': =, !=, >, >=, <, <=, IS NULL, IS NOT NULL'],
    ['metrics.loss < 1 |', ': AND, OR'],
    ['metrics.loss < 1 AND te|', 'te: tags.team, dataset.context'],
    ['metrics.loss < 1 AND |', ': '],
    ["params.lr = 'los|", ': '],
    ["params.lr IN ('a', los|", ': '],
    ['los| AND metrics.loss < 1', 'los: metrics.loss, params.loss_function, metrics.val/loss'],
    ['"los|', '"los: '],
    ['vision |', ': '],
  ])('%s', (marked, expected) => {
    expect(offered(marked)).toBe(expected)
  })

  it('never leaves the text, at any place of any mutated search', () => {
    fc.assert(
      fc.property(searches, fc.nat(300), fc.nat(5), fc.nat(300), ({ text }, at, cut, caretAt) => {
        const place = at % (text.length + 1)
        const mutated = text.slice(0, place) + text.slice(place + cut)
        const caret = caretAt % (mutated.length + 1)
        const { from, to } = suggest(mutated, caret, known)
        expect(0 <= from && from <= to && to === caret).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('leads to a search, step by step', () => {
    let text = 'accu'
    for (const pick of ['metrics.accuracy', '>', '0.9', 'AND', 'tags.team', 'IS NOT NULL']) {
      const { from, to, items } = suggest(text, text.length, known)
      const item = items.find((one) => one.text === pick)
      text = item === undefined ? `${text}${pick} ` : `${text.slice(0, from)}${pick} ${text.slice(to)}`
      if (pick === 'AND') text += 'te'
    }
    expect(text).toBe('metrics.accuracy > 0.9 AND tags.team IS NOT NULL ')
    expect(parseSearch(text).ok).toBe(true)
  })
})
