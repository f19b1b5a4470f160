import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createMetricLogSource } from '../../main/sources/metric-log/source'
import { toJson } from '../../shared/json'
import { logStore } from '../support/formats/log-store'
import { reduceToLogs } from '../support/formats/reduce'
import type { GoldenPoint } from './golden-store'
import { sourceSuite } from './source.suite'

/** As Python's json.dumps writes a point: NaN and infinities are bare words. */
function line({ key, step, value, timestamp }: GoldenPoint): string {
  const entries: [string, unknown][] = [
    ['step', step],
    ['timestamp', timestamp],
    [key, value],
  ]
  const fields = entries.map(
    ([name, field]) => `${JSON.stringify(name)}: ${toJson(field).replaceAll('"', '')}`,
  )
  return `{${fields.join(', ')}}\n`
}

const file = (location: string, runId: string) => join(location, runId, 'metrics.jsonl')

sourceSuite(
  'metric-log',
  (golden) =>
    logStore({
      kind: 'metric-log',
      folder: 'mnist/logs',
      write(location) {
        for (const { runId, points, params } of golden.runs) {
          mkdirSync(join(location, runId))
          // A first line that tells a log of metrics, also where nothing else was logged.
          const first = points.length === 0 ? '{"step": 0, "epoch": 0}\n' : ''
          writeFileSync(file(location, runId), first + points.map(line).join(''))
          writeFileSync(join(location, runId, 'params.json'), JSON.stringify(params))
        }
      },
      create: createMetricLogSource,
      append: (location, runId, points) => appendFileSync(file(location, runId), points.map(line).join('')),
      purge: (location, runId) => rmSync(join(location, runId), { recursive: true }),
    }),
  {
    reduce: (golden) =>
      reduceToLogs(golden, { experimentId: 'logs', experimentName: 'mnist', hasParams: true }),
    looseRunFields: ['endTime', 'artifactUri', 'parentRunId', 'metrics', 'hasNoTimes'],
    looseExperimentFields: ['artifactLocation'],
    hasEndMark: false,
  },
)
