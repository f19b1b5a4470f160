import { describe, expect, it } from 'vitest'
import { filterInWords } from '../../../../renderer/components/domain/filter-words'

describe('filterInWords', () => {
  it('names the text, the statuses, or both', () => {
    expect(filterInWords(' fox ', [])).toBe('“fox”')
    expect(filterInWords('', ['FAILED'])).toBe('Status Failed')
    expect(filterInWords('fox', ['FAILED', 'KILLED', 'RUNNING'])).toBe(
      '“fox” with status Failed, Killed or Running',
    )
  })

  it('cuts what no window has room for', () => {
    expect(filterInWords('x'.repeat(4_000), []).length).toBeLessThan(170)
  })
})
