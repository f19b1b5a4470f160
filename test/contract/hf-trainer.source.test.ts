import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createHfTrainerSource } from '../../main/sources/hf-trainer/source'
import { toJson } from '../../shared/json'
import { logStore } from '../support/formats/log-store'
import { reduceToLogs } from '../support/formats/reduce'
import type { GoldenPoint, GoldenStore } from './golden-store'
import { sourceSuite } from './source.suite'

/** As Python's json.dumps writes it: NaN and infinities are bare words. */
function stateOf(points: readonly GoldenPoint[]): string {
  const entries = points.map(
    ({ key, step, value }) =>
      `{"step": ${step}, ${JSON.stringify(key)}: ${toJson(value).replaceAll('"', '')}}`,
  )
  return `{"global_step": 0, "log_history": [${entries.join(', ')}]}`
}

sourceSuite(
  'hf-trainer',
  (golden: GoldenStore) => {
    const logged = new Map(golden.runs.map((run) => [run.runId, [...run.points]]))
    const write = (location: string, runId: string) =>
      writeFileSync(join(location, runId, 'trainer_state.json'), stateOf(logged.get(runId) ?? []))
    return logStore({
      kind: 'hf-trainer',
      folder: 'mnist/outputs',
      write(location) {
        for (const { runId, params } of golden.runs) {
          mkdirSync(join(location, runId))
          writeFileSync(join(location, runId, 'training_args.json'), JSON.stringify(params))
          write(location, runId)
        }
      },
      create: createHfTrainerSource,
      append(location, runId, points) {
        logged.get(runId)?.push(...points)
        write(location, runId)
      },
      purge: (location, runId) => rmSync(join(location, runId), { recursive: true }),
    })
  },
  {
    reduce(golden) {
      const reduced = reduceToLogs(golden, {
        experimentId: 'outputs',
        experimentName: 'mnist',
        hasParams: true,
      })
      // Without times a run began nobody knows when, and goes on as long as its file is new.
      const runs = reduced.runs.map((run) => ({
        ...run,
        startTime: null,
        status: 'RUNNING' as const,
        tags: {},
      }))
      return { ...reduced, runs }
    },
    looseRunFields: ['endTime', 'artifactUri', 'parentRunId'],
    looseExperimentFields: ['artifactLocation'],
    hasEndMark: false,
    hasTimes: false,
  },
)
