import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { sourceKinds } from '../../shared/model/source'

it('runs the contract of a source over an adapter of every kind', () => {
  const tested = readdirSync(import.meta.dirname).flatMap((name) =>
    name.endsWith('.source.test.ts') ? [name.slice(0, -'.source.test.ts'.length)] : [],
  )
  expect(tested.sort()).toEqual([...sourceKinds].sort())
})
