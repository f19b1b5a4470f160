import { describe, expect, it } from 'vitest'
import { compareModels, type ComparedModel } from '../../../../renderer/components/domain/model-differences'
import { formatParameters } from '../../../../renderer/format/parameters'
import { createNumberFormats } from '../../../../renderer/format/numbers'
import { createTimeFormats } from '../../../../renderer/format/times'
import { comparePath, modelRefOf } from '../../../../renderer/paths'
import { aModel } from '../../../support/entities'
import { aDetail } from '../support/entities'

const format = { ...createNumberFormats('en'), ...createTimeFormats('en', 'UTC') }
const metric = (value: number) => ({ value, step: 1, timestamp: 1 })

function side(version: string, loss: number | null, rank: string): ComparedModel {
  const model = {
    ...aModel({ version, modelId: `m/${version}`, tags: { framework: 'mlx' } }),
    runName: 'run',
    parameterCount: null,
    format: null,
    precision: null,
    isInspected: false,
  }
  const metrics = { steps: metric(900), ...(loss === null ? {} : { loss: metric(loss) }) }
  return { model, inspection: null, run: aDetail({ metrics, params: { rank, batch: '4' } }) }
}

describe('comparing two models', () => {
  it('puts what differs first, with the change of numbers', () => {
    const [metrics, params] = compareModels(side('1', 2, '8'), side('2', 1.5, '16'), format)
    expect(metrics).toEqual({
      title: 'Metrics of the source runs',
      differenceCount: 1,
      rows: [
        { label: 'loss', cells: ['2', '1.500'], differs: true, changePercent: -25 },
        { label: 'steps', cells: ['900', '900'], differs: false, changePercent: null },
      ],
    })
    expect(params?.rows.map(({ label, differs }) => [label, differs])).toEqual([
      ['rank', true],
      ['batch', false],
    ])
  })

  it('tells absent from zero, and takes NaN for equal to itself', () => {
    const [metrics] = compareModels(side('1', null, '8'), side('2', 0, '8'), format)
    expect(metrics?.rows[0]).toEqual({
      label: 'loss',
      cells: [null, '0'],
      differs: true,
      changePercent: null,
    })
    const [same] = compareModels(side('1', NaN, '8'), side('2', NaN, '8'), format)
    expect(same?.differenceCount).toBe(0)
    const [fromZero] = compareModels(side('1', 0, '8'), side('2', 1, '8'), format)
    expect(fromZero?.rows[0]?.changePercent).toBeNull()
  })

  it('leaves out subjects that neither side has', () => {
    const bare = { ...side('1', 1, '8'), run: null }
    const titles = compareModels(bare, bare, format).map(({ title }) => title)
    expect(titles).toEqual(['Tags', 'About'])
  })
})

it('names two models in an address and finds them again, whatever their ids hold', () => {
  const [a, b] = [
    { sourceId: 'mlflow-file:1f', modelId: 'my model/1 & more' },
    { sourceId: 's', modelId: '/Users/me/a?b=c#d' },
  ]
  const query = new URLSearchParams(comparePath(a, b).split('?')[1])
  expect(modelRefOf(query.get('a'))).toEqual(a)
  expect(modelRefOf(query.get('b'))).toEqual(b)
  expect(modelRefOf('nonsense')).toBeNull()
  expect(modelRefOf(undefined)).toBeNull()
})

it.each([
  [null, '–'],
  [0, '0'],
  [12_352, '12,352'],
  [8_388_608, '8.39 M'],
  [999_700_000, '1 B'],
  [1_235_814_400, '1.24 B'],
])('counts %s parameters as %s', (count, text) => {
  expect(formatParameters(count, 'en')).toBe(text)
})
