import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createModelSurvey } from '../../../../../main/sources/model-inspect/survey'
import { testServices } from '../../../../support/source-services'

const models = join(import.meta.dirname, '../../../../fixtures/models')

it('reads the headers of what is on this machine, of each model once, and hands the facts on by source', async () => {
  const handedOn: [string, unknown][] = []
  await new Promise<void>((resolve) => {
    const survey = createModelSurvey({
      services: testServices(),
      putFacts: (sourceId, facts) => {
        handedOn.push([sourceId, facts])
        if (sourceId === 'b') resolve()
        return Promise.resolve()
      },
    })
    survey.add([
      { sourceId: 'a', modelId: '1', path: join(models, 'mlx-4bit') },
      { sourceId: 'a', modelId: '1', path: join(models, 'mlx-8bit') },
      { sourceId: 'a', modelId: 'remote', path: 's3://bucket/model' },
      { sourceId: 'a', modelId: 'nowhere', path: null },
      { sourceId: 'a', modelId: 'gone', path: join(models, 'none') },
      { sourceId: 'b', modelId: '2', path: join(models, 'tiny-q8_0.gguf') },
    ])
  })
  expect(handedOn).toMatchObject([
    [
      'a',
      [{ modelId: '1', precision: '8-bit, groups of 64', parameterCount: 14_400, format: 'safetensors' }],
    ],
    ['b', [{ modelId: '2', precision: 'Q8_0', parameterCount: 8_256, format: 'GGUF' }]],
  ])
})

it('ends when it is disposed', async () => {
  const handedOn: unknown[] = []
  let breaths = 0
  let goOn = () => {}
  const pause = new Promise<void>((resolve) => (goOn = resolve))
  const survey = createModelSurvey({
    services: { ...testServices(), breathe: () => (breaths++, pause) },
    putFacts: (...facts) => {
      handedOn.push(facts)
      return Promise.resolve()
    },
  })
  survey.add([
    { sourceId: 'a', modelId: '1', path: join(models, 'mlx-4bit') },
    { sourceId: 'a', modelId: '2', path: join(models, 'mlx-8bit') },
  ])
  void survey.dispose()
  goOn()
  // The survey waited for it first, and goes on before us.
  await pause
  expect([breaths, handedOn]).toEqual([1, []])
})
