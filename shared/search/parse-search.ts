import { readTest } from './read-comparison'
import { fieldAt, keywordAt, skipSpace, unnamedComparisonAt, wordAt } from './scan'
import { everything, type ParsedSearch, type SearchFault, type SearchTree } from './search-tree'

const deepest = 60
/** Words and comparisons: each is a pass over all runs. */
const mostParts = 100

type Read = { readonly tree: SearchTree; readonly to: number } | { readonly fault: SearchFault }

/**
 * A search of runs: words, comparisons by MLflow's grammar, AND, OR, NOT and parentheses (docs/SEARCH.md). A text
 * without a comparison and without AND, OR, NOT in capitals is words only, and its parentheses are part of them.
 */
export function parseSearch(text: string): ParsedSearch {
  const hasComparison = findsComparison(text)
  const isFilter = hasComparison || /(?:^|[\s(])(?:AND|OR|NOT)(?=[\s()]|$)/.test(withoutPhrases(text))
  const read = isFilter ? createParser(text, hasComparison).whole() : readWords(text)
  return 'fault' in read ? { ok: false, fault: read.fault } : { ok: true, tree: read.tree, isFilter }
}

function withoutPhrases(text: string): string {
  return text.replace(/"[^"]+"(?=\s|$|\))/g, '""')
}

function findsComparison(text: string): boolean {
  for (let at = 0; at < text.length;) {
    const start = at + (/^[\s()]*/.exec(text.slice(at))?.[0].length ?? 0)
    if (fieldAt(text, start) !== null || unnamedComparisonAt(text, start) !== null) return true
    at = wordAt(text, start, true)?.to ?? text.length
  }
  return false
}

function readWords(text: string): Read {
  const words: SearchTree[] = []
  for (let at = skipSpace(text, 0); at < text.length; at = skipSpace(text, at)) {
    const { word, to } = wordAt(text, at, false) ?? { word: '', to: text.length }
    if (words.length === mostParts) return { fault: tooMany(at, text.length) }
    if (word !== '') words.push({ kind: 'word', word })
    at = to
  }
  return { tree: words.length === 0 ? everything : joined('all', words), to: text.length }
}

function tooMany(from: number, to: number): SearchFault {
  return { from, to, message: `A search has at most ${mostParts} words and comparisons.` }
}

function joined(kind: 'all' | 'any', of: readonly SearchTree[]): SearchTree {
  const [only] = of
  return of.length === 1 && only !== undefined ? only : { kind, of }
}

function createParser(text: string, keywordsInAnyCase: boolean) {
  let parts = 0
  const keyword = (at: number) => keywordAt(text, at, keywordsInAnyCase)

  function whole(): Read {
    const read = either(0, 0, null)
    if ('fault' in read) return read
    const at = skipSpace(text, read.to)
    if (at === text.length) return read
    return { fault: { from: at, to: at + 1, message: 'This ) closes nothing.' } }
  }

  /** One thing after another with OR between them. `after` is what was just read, for a sentence. */
  function either(start: number, depth: number, after: string | null): Read {
    const read = every(start, depth, after)
    if ('fault' in read) return read
    const of = [read.tree]
    let to = read.to
    for (;;) {
      const at = skipSpace(text, to)
      if (keyword(at) !== 'OR') return { tree: joined('any', of), to }
      const next = every(at + 2, depth, text.slice(at, at + 2))
      if ('fault' in next) return next
      of.push(next.tree)
      to = next.to
    }
  }

  /** One thing after another, with AND or nothing between them. */
  function every(start: number, depth: number, after: string | null): Read {
    const of: SearchTree[] = []
    let [at, before] = [start, after]
    for (;;) {
      const read = one(at, depth, before)
      if ('fault' in read) return read
      of.push(read.tree)
      const next = skipSpace(text, read.to)
      const found = keyword(next)
      if (next === text.length || text[next] === ')' || found === 'OR')
        return { tree: joined('all', of), to: read.to }
      at = found === 'AND' ? next + 3 : next
      before = found === 'AND' ? text.slice(next, at) : null
    }
  }

  function one(start: number, depth: number, after: string | null): Read {
    const at = skipSpace(text, start)
    if (depth > deepest) return { fault: { from: at, to: text.length, message: 'This is nested too deep.' } }
    const found = keyword(at)
    if (found === 'NOT') {
      const read = one(at + 3, depth + 1, text.slice(at, at + 3))
      return 'fault' in read ? read : { tree: { kind: 'not', of: read.tree }, to: read.to }
    }
    if (at === text.length || text[at] === ')' || found !== null) return { fault: missing(at, after) }
    if (text[at] === '(') return group(at, depth)
    parts++
    if (parts > mostParts) return { fault: tooMany(at, text.length) }
    const field = fieldAt(text, at)
    if (field !== null) {
      if ('fault' in field) return field
      const read = readTest(text, field.field, at, field.to)
      if ('fault' in read) return read
      return { tree: { kind: 'compare', field: field.field, test: read.test }, to: read.to }
    }
    const unnamed = unnamedComparisonAt(text, at)
    if (unnamed !== null) return { fault: unnamed }
    const { word, to } = wordAt(text, at, true) ?? { word: '', to: at + 1 }
    return { tree: { kind: 'word', word }, to }
  }

  function group(open: number, depth: number): Read {
    const read = either(open + 1, depth + 1, '(')
    if ('fault' in read) return read
    const at = skipSpace(text, read.to)
    if (text[at] === ')') return { tree: read.tree, to: at + 1 }
    return { fault: { from: open, to: open + 1, message: 'This ( is never closed.' } }
  }

  function missing(at: number, after: string | null): SearchFault {
    const to = at + (keyword(at)?.length ?? (at === text.length ? 0 : 1))
    const before = text.slice(at, to)
    const place = after === null ? `before ${before}` : `after ${after}`
    return { from: at, to, message: `Expected a word or a comparison ${place}.` }
  }

  return { whole }
}

/** The tree of a text that was found to be a search; asked of another it throws. */
export function searchTreeOf(text: string): SearchTree {
  const parsed = parseSearch(text)
  if (!parsed.ok) throw new Error(`Not a search: ${parsed.fault.message}`)
  return parsed.tree
}
