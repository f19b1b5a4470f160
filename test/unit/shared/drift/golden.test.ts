import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { columnDrift } from '../../../../shared/drift/column-drift'
import type { DataColumn } from '../../../../shared/drift/data-column'
import { driftMethodOf, type DriftMethodId } from '../../../../shared/drift/methods'

interface Golden {
  readonly num: Readonly<Record<string, readonly [number[], number[]]>>
  readonly cat: Readonly<Record<string, readonly [(string | number)[], (string | number)[]]>>
  readonly results: readonly {
    readonly kind: 'num' | 'cat'
    readonly case: string
    readonly method: DriftMethodId
    readonly display?: string
    readonly threshold?: number
    readonly score?: number
    readonly drift?: boolean
  }[]
}

const golden = JSON.parse(
  readFileSync(new URL('../../../fixtures/evidently/drift-golden.json', import.meta.url), 'utf8'),
) as Golden

const ours = new Set([
  'ks',
  'chisquare',
  'z',
  'psi',
  'jensenshannon',
  'wasserstein',
  'kl_div',
  'hellinger',
  'ed',
])

function column(values: readonly (string | number)[]): DataColumn {
  return typeof values[0] === 'number'
    ? { name: 'x', kind: 'float', values: Float64Array.from(values as number[]) }
    : { name: 'x', kind: 'string', values: values as string[] }
}

describe('scores of Evidently itself on fixed samples', () => {
  const stated = golden.results.filter((each) => each.score !== undefined)

  it.each(stated.filter((each) => ours.has(each.method)))('$kind $case $method', (expected) => {
    const [reference, current] = golden[expected.kind][expected.case]!
    const found = columnDrift(column(reference), column(current), {
      method: expected.method,
      type: expected.kind,
    })
    expect(Math.abs(found.score! - expected.score!)).toBeLessThan(1e-9)
    expect(found.drifted).toBe(expected.drift)
    expect(found.threshold).toBe(expected.threshold)
    expect(found.method?.displayName).toBe(expected.display)
  })

  it.each(stated)('names and defaults of $method', ({ method, display, threshold }) => {
    expect(driftMethodOf(display ?? null)).toMatchObject({ id: method, defaultThreshold: threshold })
    expect(driftMethodOf(method)?.displayName).toBe(display)
  })
})
