import { describe, expect, it } from 'vitest'
import { findInGroups } from '../../../../renderer/components/domain/differences'
import { compareRuns } from '../../../../renderer/components/domain/run-differences'
import { createHardwareFormat } from '../../../../renderer/format/hardware'
import { createNumberFormats } from '../../../../renderer/format/numbers'
import { createTimeFormats } from '../../../../renderer/format/times'
import type { RunHardware } from '../../../../renderer/hardware/run-summary'
import { compareRunsPath, runRefsOf } from '../../../../renderer/paths'
import { aDetail } from '../support/entities'

const format = { ...createNumberFormats('en'), ...createTimeFormats('en', 'UTC') }
const hardwareFormat = createHardwareFormat('en')
const metric = (value: number) => ({ value, step: 1, timestamp: 1 })
const compare = (...sides: Parameters<typeof compareRuns>[0][number][]) =>
  compareRuns(sides, format, hardwareFormat)

function side(loss: number, rank: string, hardware: Partial<RunHardware> | null = null) {
  const run = aDetail({
    metrics: { loss: metric(loss), steps: metric(900) },
    params: { rank, batch: '4' },
    tags: { 'mlflow.runName': rank, team: 'speech' },
  })
  const nothing: RunHardware = {
    recordedMs: 60_000,
    energyWattHours: null,
    energyMs: 0,
    energyOf: null,
    gpuMeanRatio: null,
    aneMeanRatio: null,
    memoryMaxBytes: null,
    swappedOutBytes: null,
    temperatureMaxCelsius: null,
    warmMs: null,
  }
  return { run, hardware: hardware && { ...nothing, ...hardware } }
}

describe('comparing runs', () => {
  it('says of three runs which parameters and metrics differ, without a change in percent', () => {
    const [params, metrics] = compare(side(2, '8'), side(1.5, '16'), side(2, '8'))
    expect(params).toEqual({
      title: 'Parameters',
      differenceCount: 1,
      rows: [
        { label: 'rank', cells: ['8', '16', '8'], differs: true, changePercent: null },
        { label: 'batch', cells: ['4', '4', '4'], differs: false, changePercent: null },
      ],
    })
    expect(metrics?.rows[0]).toEqual({
      label: 'loss',
      cells: ['2', '1.500', '2'],
      differs: true,
      changePercent: null,
    })
  })

  it('compares the energy that was recorded, and tells a run without any from one with none', () => {
    const groups = compare(side(1, '8', { energyWattHours: 20 }), side(1, '8', { energyWattHours: 25 }))
    const energy = groups.find(({ title }) => title === 'This machine meanwhile')?.rows[0]
    expect(energy).toEqual({
      label: 'Energy',
      cells: ['20.0 Wh', '25.0 Wh'],
      differs: true,
      changePercent: 25,
    })
    const half = compare(side(1, '8', { energyWattHours: 0 }), side(1, '8'))
    const rows = half.find(({ title }) => title === 'This machine meanwhile')?.rows
    expect(rows?.[0]?.cells).toEqual(['0.00 Wh', null])
  })

  it('never sets the energy of the chip beside that of the whole machine', () => {
    const groups = compare(
      side(1, '8', { energyWattHours: 20, energyOf: 'machine' }),
      side(1, '8', { energyWattHours: 10, energyOf: 'chip' }),
    )
    const rows = groups.find(({ title }) => title === 'This machine meanwhile')?.rows
    expect(rows?.filter(({ label }) => label.startsWith('Energy'))).toMatchObject([
      { label: 'Energy', cells: ['20.0 Wh', null], changePercent: null },
      { label: 'Energy, chip', cells: [null, '10.0 Wh'], changePercent: null },
    ])
  })

  it('leaves MLflow’s own tags to the facts they repeat', () => {
    const tags = compare(side(1, '8'), side(1, '16')).find(({ title }) => title === 'Tags')
    expect(tags?.rows.map(({ label }) => label)).toEqual(['team'])
  })

  it('finds rows by words of their name or values, and hides what is the same', () => {
    const groups = compare(side(2, '8'), side(1.5, '16'))
    const labels = (text: string, isDifferencesOnly: boolean) =>
      findInGroups(groups, text, isDifferencesOnly).flatMap(({ rows }) => rows.map(({ label }) => label))
    expect(labels('', true)).toEqual(['rank', 'loss'])
    expect(labels('1.500', false)).toEqual(['loss'])
    expect(labels('nowhere', false)).toEqual([])
  })
})

it('names runs in an address and finds each of them once, whatever their ids hold', () => {
  const runs = [
    { sourceId: 'mlflow-file:1f', runId: 'a b&c/d' },
    { sourceId: 's', runId: '/Users/me/logs?x=#1' },
  ]
  const query = new URLSearchParams(compareRunsPath([...runs, ...runs]).split('?')[1])
  expect(runRefsOf(query.getAll('run'))).toEqual(runs)
  expect(runRefsOf('nonsense')).toEqual([])
  expect(runRefsOf(undefined)).toEqual([])
})
