import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseInput, parseOutput } from '../../../../../main/sources/mlflow-file/dataset-meta'
import { parseModelMetrics } from '../../../../../main/sources/mlflow-file/model-metrics'
import { parseYamlMap } from '../../../../../main/sources/yaml'
import { latestModelMetrics } from '../../../../../shared/catalog/model-metrics'
import { edits, mutated } from '../../../../support/mutations'

const run = '0be264100f2d41f6bf821c299ad5bb56'
const bare = { key: 'acc', datasetName: null, datasetDigest: null, runId: run }
const onData = { key: 'acc', datasetName: 'train', datasetDigest: '12e45678', runId: run }

describe('the metric file of a LoggedModel', () => {
  it.each([
    ['four fields', `5 0.5 2 ${run}\n`, [{ ...bare, value: 0.5, step: 2, timestamp: 5 }]],
    ['six fields', `5 1e-05 2 ${run} train 12e45678\n`, [{ ...onData, value: 1e-5, step: 2, timestamp: 5 }]],
    [
      'a data set with spaces in its name, which MLflow cannot read back',
      `5 inf -1 ${run} held  out set 12e45678\n`,
      [{ ...onData, datasetName: 'held  out set', value: Infinity, step: -1, timestamp: 5 }],
    ],
    [
      'a last line that is being written',
      `5 0.5 2 ${run}\n6 0.7`,
      [{ ...bare, value: 0.5, step: 2, timestamp: 5 }],
    ],
    ['nothing', '', []],
  ])('with %s', (_name, text, metrics) => {
    expect(parseModelMetrics('acc', text)).toEqual({ metrics, strange: 0 })
  })
  it.each([`5 0.5 2\n`, `5 x 2 ${run}\n`, `x 1 2 ${run}\n`, `5 1 2 ${run} train\n`])(
    'counts %j as strange',
    (text) => {
      expect(parseModelMetrics('acc', text)).toEqual({ metrics: [], strange: 1 })
    },
  )
})

describe('the latest values', () => {
  it('are one of each key and data set: the greatest step, then time, then value', () => {
    const point = (fields: object) => ({ ...bare, value: 1, step: 0, timestamp: 0, ...fields })
    const latest = latestModelMetrics([
      point({ step: 1, value: 5 }),
      point({ step: 1, value: 7 }),
      point({ step: 0, value: 9, timestamp: 9 }),
      point({ ...onData, value: 2 }),
      point({ ...onData, datasetDigest: 'other', value: 3 }),
    ])
    expect(latest.map(({ value, datasetDigest }) => [datasetDigest, value])).toEqual([
      [null, 7],
      ['12e45678', 2],
      ['other', 3],
    ])
  })
})

const links = [
  `destination_id: a\ndestination_type: RUN\nsource_id: 00123488\nsource_type: DATASET\ntags:\n  mlflow.data.context: eval\n`,
  `destination_id: m-1\ndestination_type: RUN\nsource_id: m-1\nsource_type: MODEL\ntags: {}\n`,
  `destination_id: m-1\ndestination_type: MODEL_OUTPUT\nsource_id: m-1\nsource_type: RUN_OUTPUT\nstep: 5\ntags: {}\n`,
] as const

describe('what a run used and made', () => {
  it('is a data set or a model', () => {
    const [dataset, input, output] = links.map((text) => parseYamlMap(text)!)
    expect(parseInput(dataset!)).toEqual({ datasetId: '00123488', context: 'eval' })
    expect(parseInput(input!)).toEqual({ modelId: 'm-1' })
    expect(parseOutput(dataset!)).toBeNull()
    expect(parseOutput(output!)).toEqual({ role: 'output', modelId: 'm-1', step: 5 })
    expect(parseOutput(input!)).toBeNull()
  })
  it('is whole or nothing, whatever is wrong with its file', () => {
    fc.assert(
      fc.property(fc.constantFrom(...links), edits, (text, changes) => {
        const map = parseYamlMap(mutated(text, changes))
        if (map === null) return
        const [input, output] = [parseInput(map), parseOutput(map)]
        if (output !== null) expect(output.modelId).not.toBe('')
        if (output !== null) expect(output.step === null || Number.isFinite(output.step)).toBe(true)
        if (input !== null) expect('modelId' in input ? input.modelId : input.datasetId).not.toBe('')
      }),
      { numRuns: 2_000 },
    )
  })
})
