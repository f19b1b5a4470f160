import { createMlflowFileSource } from '../../../main/sources/mlflow-file/source'
import { createServices } from '../../../main/sources/services'
import { sourceIdOf } from '../../../main/sources/source-id'
import type { Source } from '../../../main/sources/source'
import { systemClock } from '../../../shared/clock'
import type { Run } from '../../../shared/model/run'

/** Times in ms, in a process that has just started. */
export interface StoreTimes {
  readonly runs: number
  readonly points: number
  readonly firstMs: number
  readonly historiesMs: number
  readonly rescanMs: readonly number[]
}

const rescans = 3
const [location = ''] = process.argv.slice(2)
const signal = new AbortController().signal
const services = createServices({ clock: systemClock, log: () => {} })
const source = createMlflowFileSource({
  spec: { id: sourceIdOf('mlflow-file', location), kind: 'mlflow-file', location, root: location },
  services,
})
const first = await timed(() => readAll(source))
const histories = await timed(() => countPoints(source, first.value))
const rescanMs: number[] = []
for (let at = 0; at < rescans; at++) rescanMs.push((await timed(() => readAll(source))).ms)
await source.dispose()
const times: StoreTimes = {
  runs: first.value.length,
  points: histories.value,
  firstMs: first.ms,
  historiesMs: histories.ms,
  rescanMs,
}
process.stdout.write(JSON.stringify(times))

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const startedAt = performance.now()
  const value = await work()
  return { ms: performance.now() - startedAt, value }
}

async function readAll(from: Source): Promise<readonly Run[]> {
  const runs: Run[] = []
  const outcome = await from.poll({ signal, emit: (batch) => runs.push(...(batch.runs ?? [])) })
  if (!outcome.ok) throw new Error(outcome.error.message)
  return runs
}

async function countPoints(from: Source, runs: readonly Run[]): Promise<number> {
  let points = 0
  for (const run of runs) {
    const answer = await from.series(run.runId, Object.keys(run.metrics), signal)
    if (!answer.ok) throw new Error(answer.error.message)
    for (const { value } of answer.value) points += value.length
  }
  return points
}
