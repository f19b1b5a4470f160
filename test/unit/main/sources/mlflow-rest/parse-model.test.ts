import { expect, it } from 'vitest'
import { parseModelVersion } from '../../../../../main/sources/mlflow-rest/parse-model'

it.each([
  ['Production', 'Production'],
  ['None', undefined],
  [undefined, undefined],
])('gives a version in stage %s the stage %s', (current_stage, stage) => {
  const version = parseModelVersion({ name: 'lora', version: '3', current_stage }, 's', new Map())
  expect(version).toMatchObject({ modelId: 'lora/3' })
  expect(version === null || version === 'not-a-model' ? null : version.stage).toBe(stage)
})

it('leaves out a version that was deleted', () => {
  const deleted = { name: 'lora', version: '3', current_stage: 'Deleted_Internal' }
  expect(parseModelVersion(deleted, 's', new Map())).toBe('not-a-model')
})
