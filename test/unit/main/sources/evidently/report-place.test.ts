import { describe, expect, it } from 'vitest'
import type { ParsedReport } from '../../../../../main/sources/evidently/parse-report'
import { createDraft, finishDraft } from '../../../../../main/sources/evidently/report-content'
import { placeReport, projectOfPath } from '../../../../../main/sources/evidently/report-place'
import {
  nameWithoutTime,
  parseNameTime,
  parseStatedTime,
} from '../../../../../main/sources/evidently/report-time'

const local = (...parts: [number, number, number, number?, number?, number?, number?]) =>
  new Date(parts[0], parts[1] - 1, ...(parts.slice(2) as [number])).getTime()

describe('times that reports state', () => {
  it.each<[string, number | null]>([
    ['2026-11-23 09:14:07.732494', local(2026, 11, 23, 9, 14, 7, 732)],
    ['2026-11-23T09:14:07', local(2026, 11, 23, 9, 14, 7)],
    ['2024-01-01', local(2024, 1, 1)],
    ['2024-01-01T00:00:00+00:00', Date.UTC(2024, 0, 1)],
    ['2024-01-01T00:00:00-0530', Date.UTC(2024, 0, 1, 5, 30)],
    ['2024-01-01T00:00:00.5Z', Date.UTC(2024, 0, 1) + 500],
    ['2024-02-29 00:00:00', local(2024, 2, 29)],
    ['2023-02-29 00:00:00', null],
    ['2024-13-01 00:00:00', null],
    ['yesterday', null],
    ['', null],
  ])('%s', (text, expected) => {
    expect(parseStatedTime(text)).toBe(expected)
  })
})

describe('times in file names', () => {
  it.each<[string, number | null, string]>([
    ['drift_report_20261123_091712', local(2026, 11, 23, 9, 17, 12), 'drift_report'],
    ['2024-01-05', local(2024, 1, 5), 'report'],
    ['churn-2024-01-05T12-30-00-v2', local(2024, 1, 5, 12, 30), 'churn_v2'],
    ['report_20240105_17', local(2024, 1, 5), 'report'],
    ['drift_00042', null, 'drift'],
    ['model_v2_12345678901234', null, 'model_v2'],
    ['batch_99999999', null, 'batch'],
    ['20241399', null, 'report'],
    ['report', null, 'report'],
  ])('%s', (name, time, bare) => {
    expect(parseNameTime(name)).toBe(time)
    expect(nameWithoutTime(name)).toBe(bare)
  })
})

describe("the project by the toolkit's layouts", () => {
  it.each<[string, string | null]>([
    ['/repo/mlops/workspace/lora/monitoring/lora/drift/drift_report.html', 'lora'],
    ['/repo/mlops/workspace/lora/monitoring/other/performance/x/report.html', 'other'],
    ['/repo/mlops/monitoring/workspace/style/report.html', 'style'],
    ['/repo/mlops/monitoring/workspace/style/drift/report.html', 'style'],
    ['/repo/mlops/monitoring/workspace/report.html', null],
    ['/repo/monitoring/lora/other/report.html', null],
    ['/repo/monitoring/drift/report.html', null],
    ['/reports/drift/report.html', null],
  ])('%s', (path, project) => {
    expect(projectOfPath(path.split('/'))).toBe(project)
  })
})

describe('a report at its place', () => {
  const parsed = (statedTime: string | null, isTestSuite = false): ParsedReport => ({
    shape: 'results',
    content: { ...finishDraft({ ...createDraft('legacy'), isTestSuite }), statedTime },
  })
  const place = {
    sourceId: 'ev',
    id: 'sub/drift_20250102.snap.json',
    file: '/reports/sub/drift_20250102.snap.json',
    folder: 'sub',
    fileName: 'drift_20250102.snap.json',
    storage: 'file',
    project: null,
    modifiedAt: 5,
    siblingTime: null,
  } as const

  it('is dated by its content, then a sibling, its name, and the file', () => {
    const named = { ...place, siblingTime: 7 }
    const undated = { ...place, fileName: 'drift.json' }
    const of = (stated: string | null, at: Parameters<typeof placeReport>[1]) => {
      const { createdAt, timeIsFrom } = placeReport(parsed(stated), at)
      return [timeIsFrom, createdAt]
    }
    expect(of('2024-05-06 07:08:09', named)).toEqual(['content', local(2024, 5, 6, 7, 8, 9)])
    expect(of(null, named)).toEqual(['sibling', 7])
    expect(of(null, place)).toEqual(['name', local(2025, 1, 2)])
    expect(of(null, undated)).toEqual(['file', 5])
    expect(of(null, { ...undated, modifiedAt: null })).toEqual([null, null])
    expect(placeReport(parsed('soon'), place)).toMatchObject({
      timeIsFrom: 'name',
      problems: ['The time that this report states cannot be read.'],
    })
  })

  it('follows the reports of the same name in the same folder', () => {
    const keyOf = (fileName: string, folder: string, isTests = false) =>
      placeReport(parsed(null, isTests), { ...place, fileName, folder }).seriesKey
    expect(keyOf('drift_20250102.snap.json', 'sub')).toBe('sub/drift')
    expect(keyOf('drift_20250103.html', 'sub')).toBe('sub/drift')
    expect(keyOf('drift_20250103.html', 'sub', true)).toBe('sub/drift#tests')
    expect(keyOf('01a207b0-48d7-711e-9e81-42d5ae1cf666.json', 'p/snapshots')).toBe('p/snapshots')
    expect(keyOf('01a207b0-48d7-711e-9e81-42d5ae1cf666.json', '')).toBe('.')
  })
})
