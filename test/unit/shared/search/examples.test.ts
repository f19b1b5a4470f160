import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { searchExamples } from '../../../../shared/search/examples'
import { parseSearch } from '../../../../shared/search/parse-search'
import { projectRoot } from '../../../support/paths'

describe('the examples of the search help', () => {
  const page = readFileSync(join(projectRoot, 'docs/SEARCH.md'), 'utf8')

  it.each(searchExamples)('can be searched, and stand in docs/SEARCH.md: $search', ({ search }) => {
    expect(parseSearch(search)).toMatchObject({ ok: true })
    expect(page).toContain(search)
  })
})
