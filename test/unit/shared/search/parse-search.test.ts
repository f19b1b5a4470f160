import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSearch } from '../../../../shared/search/parse-search'
import type { SearchTree } from '../../../../shared/search/search-tree'
import { mutatedSearches } from '../../../support/searches'

const word = (text: string): SearchTree => ({ kind: 'word', word: text })
const all = (...of: SearchTree[]): SearchTree => ({ kind: 'all', of })
const loss = (value: number): SearchTree => ({
  kind: 'compare',
  field: { kind: 'metrics', key: 'loss' },
  test: { kind: 'number', order: '<', value },
})

function treeOf(text: string): SearchTree {
  const parsed = parseSearch(text)
  if (!parsed.ok) throw new Error(parsed.fault.message)
  return parsed.tree
}

/** Where the fault is, marked in the text, and its sentence. */
function faultOf(text: string): string {
  const parsed = parseSearch(text)
  if (parsed.ok) return 'none'
  const { from, to, message } = parsed.fault
  return `${text.slice(0, from)}«${text.slice(from, to)}»${text.slice(to)} → ${message}`
}

describe('a text of words', () => {
  it.each<[string, SearchTree]>([
    ['', all()],
    ['  ', all()],
    ['Vision', word('vision')],
    ['vision  param_3=17', all(word('vision'), word('param_3=17'))],
    ['"two  words" x', all(word('two words'), word('x'))],
    ['"open quote', all(word('"open'), word('quote'))],
    ['not found or and', all(word('not'), word('found'), word('or'), word('and'))],
    ['(draft) :(', all(word('(draft)'), word(':('))],
    ['run.sh tags of status', all(word('run.sh'), word('tags'), word('of'), word('status'))],
    ['status is unknown in name', all(...['status', 'is', 'unknown', 'in', 'name'].map(word))],
    ['"metrics.loss" "NOT me"', all(word('metrics.loss'), word('not me'))],
  ])('%j stays what it was', (text, tree) => {
    expect(parseSearch(text)).toEqual({ ok: true, tree, isFilter: false })
  })
})

describe('a filter', () => {
  it('binds AND closer than OR, and NOT closest; words beside comparisons count, too', () => {
    expect(treeOf('a OR b AND NOT c d')).toEqual({
      kind: 'any',
      of: [word('a'), all(word('b'), { kind: 'not', of: word('c') }, word('d'))],
    })
    expect(treeOf('vision metrics.loss<.5')).toEqual(all(word('vision'), loss(0.5)))
    expect(treeOf('(a or metrics.loss < 1) and b')).toEqual(
      all({ kind: 'any', of: [word('a'), loss(1)] }, word('b')),
    )
  })

  it('reads and, or, not in small letters as words where there is no comparison', () => {
    expect(treeOf('salt and pepper OR fish')).toEqual({
      kind: 'any',
      of: [all(word('salt'), word('and'), word('pepper')), word('fish')],
    })
  })

  it.each([
    ['params.lr = 0.1', { kind: 'number', order: '=', value: 0.1 }],
    ["params.lr = '0.1'", { kind: 'text', negated: false, value: '0.1' }],
    ['params."lr" == adam', { kind: 'text', negated: false, value: 'adam' }],
    ["parameter.`lr` != 'it''s'", { kind: 'text', negated: true, value: "it's" }],
    ['param.lr>-1e-4', { kind: 'number', order: '>', value: -1e-4 }],
    ['params.lr not ilike "%A_"', { kind: 'like', ignoresCase: true, negated: true, pattern: '%A_' }],
    ["params.lr IN (1, 'b',c)", { kind: 'among', negated: false, values: [1, 'b', 'c'] }],
    ['params.lr is not null', { kind: 'absent', negated: true }],
    ['params.lr = -inf', { kind: 'number', order: '=', value: -Infinity }],
  ])('reads %s', (text, test) => {
    expect(treeOf(text)).toEqual({ kind: 'compare', field: { kind: 'params', key: 'lr' }, test })
  })

  it.each([
    ['start_time > 7d', { kind: 'ago', order: '>', ms: 604_800_000 }],
    ['created > 1.5h ago', { kind: 'ago', order: '>', ms: 5_400_000 }],
    ['attributes.start_time >= 1764028800000', { kind: 'number', order: '>=', value: 1_764_028_800_000 }],
    ["start_time < '2026-11-25T10:30Z'", { kind: 'number', order: '<', value: 1_795_602_600_000 }],
    ["start_time < '2026-11-25 10:30:00+01:00'", { kind: 'number', order: '<', value: 1_795_599_000_000 }],
    ['start_time < 2026-03-01', { kind: 'number', order: '<', value: new Date(2026, 2, 1).getTime() }],
  ])('reads %s', (text, test) => {
    expect(treeOf(text)).toEqual({ kind: 'compare', field: { kind: 'attribute', name: 'start_time' }, test })
  })
})

describe('a fault', () => {
  it.each([
    'metrics.«» → Expected the name of a metric after metrics.',
    'metrics.loss «» → Expected = != > >= < <= IN or IS NULL after metrics.loss.',
    'metrics.loss «very» low → Expected = != > >= < <= IN or IS NULL after metrics.loss.',
    'metrics.loss < «» → Expected a number after metrics.loss <.',
    'metrics.loss < «low» → metrics.loss is compared with a number, not with “low”.',
    "metrics.loss < «'0.5'» → metrics.loss is a number; write 0.5 without quotes.",
    "metrics.loss «LIKE» '%' → metrics.loss is a number; it is compared with = != > >= < <= IN or IS NULL.",
    "params.lr > «'0.1'» → params.lr is compared by size with a number only; write 0.1 without quotes.",
    'params.lr > «adam» → params.lr is compared by size with a number only; adam is none.',
    'params.«`lr» → This name lacks its closing `.',
    "run_name = «'fox» → This text lacks its closing '.",
    'run_name «<» 3 → run_name is a text; it is compared with = != LIKE ILIKE IN or IS NULL.',
    'status = «done» → status is compared with one of RUNNING, SCHEDULED, FINISHED, FAILED, KILLED, not with “done”.',
    'duration > «5» → duration is compared with a span of time such as 90s, 5m or 2h, not with “5”.',
    "start_time > «'2026-02-30'» → start_time is compared with 7d (for 7 days ago), '2026-11-25' or milliseconds, not with “2026-02-30”.",
    'params.lr IN «1» → Expected ( after IN.',
    'params.lr IN (1 «2») → Expected , or ) in this list.',
    "params.lr IN («)» → Expected a number or 'text' in this list.",
    'a AND «» → Expected a word or a comparison after AND.',
    '«OR» a → Expected a word or a comparison before OR.',
    'metrics.loss < 1 and («)» → Expected a word or a comparison after (.',
    'metrics.loss < 1 «)» → This ) closes nothing.',
    '«(»metrics.loss < 1 → This ( is never closed.',
    '«loss» < 0.5 → Say what loss is: metrics.loss, params.loss or tags.loss.',
    "«lr» = '1' → Say what lr is: metrics.lr, params.lr or tags.lr.",
    '«run.lr» = 1 → There is no run.lr; what there is: run_id, run_name, user_id, artifact_uri, experiment, experiment_id, project, status, start_time, end_time, duration.',
  ])('%s', (expected) => {
    const [marked = ''] = expected.split(' → ')
    expect(faultOf(marked.replace(/[«»]/g, ''))).toBe(expected)
  })

  it('is what becomes of a search that would take too long', () => {
    expect(faultOf(Array.from({ length: 101 }, () => 'a').join(' '))).toContain('at most 100 words')
    expect(faultOf(`NOT ${'('.repeat(400)}a${')'.repeat(400)}`)).toContain('nested too deep')
    expect(faultOf(`${'NOT '.repeat(900)}a`)).toContain('nested too deep')
  })
})

describe('2 000 mutations of searches', () => {
  it('each are a search, or a fault at a place of the text, at once', () => {
    let [valid, faulty] = [0, 0]
    fc.assert(
      fc.property(mutatedSearches, (mutated) => {
        const startedAt = performance.now()
        const parsed = parseSearch(mutated)
        expect(performance.now() - startedAt).toBeLessThan(200)
        if (parsed.ok) {
          valid++
          return
        }
        faulty++
        const { from, to, message } = parsed.fault
        expect(0 <= from && from <= to && to <= mutated.length).toBe(true)
        expect(message).toMatch(/^\S.{8,}\.$/s)
      }),
      { numRuns: 2_000 },
    )
    expect(valid).toBeGreaterThan(50)
    expect(faulty).toBeGreaterThan(50)
  })

  it('of the longest text there is take no time, either', () => {
    for (const piece of [
      '(',
      '"',
      "'",
      'a',
      'NOT ',
      'metrics.',
      'a<',
      'a.b=',
      'params.a IN (',
      '`',
      ' ',
      '%',
    ]) {
      const startedAt = performance.now()
      parseSearch(piece.repeat(4_000).slice(0, 4_000))
      expect(performance.now() - startedAt).toBeLessThan(500)
    }
  })
})
