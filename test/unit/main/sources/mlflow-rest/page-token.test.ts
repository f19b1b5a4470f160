import { describe, expect, it } from 'vitest'
import { tokenAfter, type PageToken } from '../../../../../main/sources/mlflow-rest/page-token'

/** The token after those of answers with so many elements each. */
function after(...answers: readonly (readonly [text: string, count: number])[]) {
  let token: ReturnType<typeof tokenAfter> = null
  for (const [text, count] of answers) {
    if (token === 'endless') return token
    token = tokenAfter(token, text, count)
  }
  return token
}

describe('the token of a next page', () => {
  it('ends with none, and with the one that was just used', () => {
    expect(tokenAfter(null, null, 5)).toBeNull()
    expect(after(['a', 1], ['b', 1], ['b', 1])).toBeNull()
  })

  it('is refused when it was used before', () => {
    expect(after(['a', 1], ['b', 1], ['a', 1])).toBe('endless')
    expect((after(['a', 1], ['b', 1], ['c', 1]) as PageToken).text).toBe('c')
  })

  it('may follow 500 empty pages, and no more in a row', () => {
    const empty = (count: number) => Array.from({ length: count }, (_, at) => [`t${at}`, 0] as const)
    expect(after(...empty(500))).toMatchObject({ text: 't499', emptyPages: 500 })
    expect(after(...empty(501))).toBe('endless')
    expect(after(...empty(500), ['full', 1], ['x', 0])).toMatchObject({ emptyPages: 1 })
  })
})
