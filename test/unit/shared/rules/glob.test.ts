import fc from 'fast-check'
import { expect, it } from 'vitest'
import { globMatches } from '../../../../shared/rules/glob'

it.each([
  ['*', 'anything', true],
  ['*loss*', 'Train_Loss', true],
  ['*loss', 'loss_b', false],
  ['lr?', 'lr1', true],
  ['lr?', 'lr', false],
  ['churn', 'CHURN', true],
  ['churn', 'churn2', false],
  ['Größe', 'GRÖSSE', false],
  ['größe*', 'GRÖßE 1', true],
  ['a*b*c', 'a--b--b--c', true],
  ['', '', true],
])('%s against %s: %s', (pattern, text, expected) => {
  expect(globMatches(pattern, text)).toBe(expected)
})

/** What the pattern means, said by a regular expression. */
function meaning(pattern: string): RegExp {
  const escaped = pattern.toLowerCase().replace(/[.+^${}()|[\]\\/-]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll('*', '[^]*').replaceAll('?', '[^]')}$`)
}

it('means what a regular expression of the same meaning does', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'B', 'b', '*', '?', '.', ' '), maxLength: 8 })
  fc.assert(
    fc.property(letters, letters, (pattern, text) => {
      expect(globMatches(pattern, text)).toBe(meaning(pattern).test(text.toLowerCase()))
    }),
    { numRuns: 3_000 },
  )
})
