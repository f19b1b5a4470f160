import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { assembleSample } from '../../shared/hardware/assemble'
import { flattenSample } from '../../shared/hardware/flatten'
import { simulatedPart } from '../../main/hardware/simulated'
import { openAppDatabase } from '../../main/store/open'
import { createSampleHistory, usualRetention, type SampleHistory } from '../../main/store/sample-history'
import { median, quantile, report } from './report'

/** A month at 1 Hz through the app's own history, into a file: 2.6 million samples of a 16-core machine. */
const days = Number(process.env['BENCH_DAYS'] ?? 30)
const dayMs = 86_400_000
const start = Date.UTC(2026, 9, 1)
const end = start + days * dayMs

let folder: string
let history: SampleHistory
let close: () => void
const appendMs: number[] = []
let rollUpMs: number[] = []
let metricCount = 0

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'history-bench-'))
  const { database } = openAppDatabase({
    path: join(folder, 'sextant.sqlite'),
    now: start,
    log: () => undefined,
  })
  history = createSampleHistory(database)
  close = () => void database.close()
  // Values repeat after an hour: making them anew for each second would be most of the work.
  const hour = Array.from({ length: 3_600 }, (_, second) => {
    const groups = assembleSample([{ part: simulatedPart(second), failure: null, fields: [] }])
    return flattenSample({ takenAt: 0, origin: 'simulated', elapsedMs: 1_000, ...groups })
  })
  metricCount = hour[0]?.size ?? 0
  const fill = database.transaction((from: number, to: number) => {
    for (let at = from; at < to; at += 1_000) history.append(at, hour[((at - start) / 1_000) % hour.length]!)
  })
  for (let from = start; from < end; from += 3_600_000) {
    fill(from, Math.min(end, from + 3_600_000))
    history.prune(from, usualRetention)
  }
  // What one append costs as the app does it, each in a transaction of its own; one in 60 rolls a minute up.
  for (let second = 0; second < 3_600; second += 1) {
    const at = end + second * 1_000
    const before = performance.now()
    history.append(at, hour[second]!)
    const took = performance.now() - before
    if (second % 60 === 0 && second > 0) rollUpMs.push(took)
    else appendMs.push(took)
  }
  rollUpMs = rollUpMs.sort((a, b) => a - b)
  history.prune(end + 3_600_000, usualRetention)
  database.pragma('wal_checkpoint(TRUNCATE)')
}, 1_800_000)
afterAll(() => {
  close()
  rmSync(folder, { recursive: true })
})

it('keeps a month within its bounds', () => {
  const megabytes = statSync(join(folder, 'sextant.sqlite')).size / 1e6
  report(
    `hardware history, ${days} days at 1 Hz of ${metricCount} values`,
    { 'database MB': megabytes },
    '100 MB',
  )
  report(
    'hardware history, one append',
    {
      'median ms': median(appendMs),
      'p99 ms': quantile(appendMs, 0.99),
      'with roll-up, p95 ms': quantile(rollUpMs, 0.95),
    },
    '5 ms with roll-up',
  )
  expect(megabytes).toBeGreaterThan(1)
})

it('answers any range of any value', () => {
  const now = end + 3_600_000
  const ranges = {
    '1 min': 60_000,
    '1 h': 3_600_000,
    '24 h': dayMs,
    '7 d': 7 * dayMs,
    '30 d': 30 * dayMs,
    '90 d': 90 * dayMs,
  }
  const figures: Record<string, number> = {}
  for (const [name, ms] of Object.entries(ranges)) {
    const times = history.metrics().map((metric) => {
      const before = performance.now()
      history.query({ metric, from: now - ms, to: now, points: 1_000 })
      return performance.now() - before
    })
    figures[`${name}, p95 ms`] = quantile(times, 0.95)
  }
  report('hardware history, one query of 1 000 points', figures, '50 ms')
  expect(
    history.query({ metric: 'gpu.utilizationRatio', from: now - 60_000, to: now, points: 60 }).takenAt,
  ).toHaveLength(60)
})
