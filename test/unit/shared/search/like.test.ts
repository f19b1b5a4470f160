import { describe, expect, it } from 'vitest'
import { isLike, likeTest } from '../../../../shared/search/like'

describe('LIKE', () => {
  it.each([
    ['', '', true],
    ['', '%', true],
    ['a', '', false],
    ['able-fox', 'able%', true],
    ['able-fox', '%fox', true],
    ['able-fox', 'able', false],
    ['able-fox', '%e-f%', true],
    ['Able', 'able', false],
    ['a%c', 'a%c', true],
    ['abc', 'a_c', true],
    ['ac', 'a_c', false],
    ['a\nb', 'a%b', true],
    ['a.c', 'a.c', true],
    ['abc', 'a.c', false],
    ['😀', '_', true],
    ['😀x', '%_x', true],
    ['aab', '%ab', true],
    ['aba', 'ab%ba', false],
    ['abcbd', 'a%b%b%d', true],
    ['abcd', 'a%b%b%d', false],
    ['ab', '%%a%%b%%', true],
    ['abab', '%ab_', false],
    ['a\\%', 'a\\%', true],
  ])('of %j with %j is %s', (text, pattern, expected) => {
    expect([isLike(text, pattern), likeTest(pattern)(text)]).toEqual([expected, expected])
  })

  it('takes no time over patterns that make a regular expression hang', () => {
    const startedAt = performance.now()
    expect(isLike('a'.repeat(5_000), '%a'.repeat(200) + 'b')).toBe(false)
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  })
})
