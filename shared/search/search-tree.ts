import type { Field } from './fields'

export const orders = ['=', '!=', '>', '>=', '<', '<='] as const
export type Order = (typeof orders)[number]

/** What is asked of one value. A value that a run does not have passes no test but `absent`. */
export type ValueTest =
  /** IS NULL, or with `negated` IS NOT NULL. */
  | { readonly kind: 'absent'; readonly negated: boolean }
  /** By size. A parameter or tag counts as the number that it spells. */
  | { readonly kind: 'number'; readonly order: Order; readonly value: number }
  /** A moment so many ms before now. */
  | { readonly kind: 'ago'; readonly order: Order; readonly ms: number }
  | { readonly kind: 'text'; readonly negated: boolean; readonly value: string }
  | {
      readonly kind: 'like'
      readonly negated: boolean
      readonly ignoresCase: boolean
      readonly pattern: string
    }
  /** One of a list: numbers by size, texts by letter. */
  | { readonly kind: 'among'; readonly negated: boolean; readonly values: readonly (string | number)[] }

export type SearchTree =
  | { readonly kind: 'all'; readonly of: readonly SearchTree[] }
  | { readonly kind: 'any'; readonly of: readonly SearchTree[] }
  | { readonly kind: 'not'; readonly of: SearchTree }
  /** A word or phrase, in lower case, anywhere in a run's searched texts. */
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'compare'; readonly field: Field; readonly test: ValueTest }

/** Matches every run. */
export const everything: SearchTree = { kind: 'all', of: [] }

/** Why a text is no search, as one sentence, and where: characters from `from` up to `to`. */
export interface SearchFault {
  readonly from: number
  readonly to: number
  readonly message: string
}

export type ParsedSearch =
  | { readonly ok: true; readonly tree: SearchTree; readonly isFilter: boolean }
  | { readonly ok: false; readonly fault: SearchFault }

/** Is its answer another one each time, because it speaks of so long ago? */
export function asksForNow(tree: SearchTree): boolean {
  if (tree.kind === 'compare') return tree.test.kind === 'ago'
  if (tree.kind === 'not') return asksForNow(tree.of)
  return tree.kind !== 'word' && tree.of.some(asksForNow)
}
