import { expect, it } from 'vitest'
import { bytesOfModels } from '../../../../main/cli/model-bytes'

const model = { sourceId: 's', lifecycleStage: 'active' as const, bytes: 1_000 }
const version = { ...model, modelId: 'lora/1', path: '/mlruns/1/models/m-1/artifacts' }

it('counts the files that a version shares with its LoggedModel once', () => {
  expect(bytesOfModels([version, { ...version, modelId: 'm-1' }])).toBe(1_000)
})

it('adds up places, and models whose place is not known', () => {
  const other = { ...version, modelId: 'lora/2', path: '/other' }
  const nowhere = { ...version, path: null }
  expect(bytesOfModels([version, other, nowhere, { ...nowhere, sourceId: 't' }])).toBe(4_000)
})

it('leaves out what is deleted, and knows nothing of no sizes', () => {
  expect(bytesOfModels([version, { ...version, path: '/gone', lifecycleStage: 'deleted' }])).toBe(1_000)
  expect(bytesOfModels([{ ...version, bytes: null }])).toBeNull()
})
