import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createSource } from '../../main/sources/create-source'
import { createServices } from '../../main/sources/services'
import type { Source } from '../../main/sources/source'
import { sourceIdOf } from '../../main/sources/source-id'
import { openReadonly } from '../../main/store/sqlite-binding'
import { systemClock } from '../../shared/clock'
import type { Run } from '../../shared/model/run'
import { largeFileStore, usualShape } from './support/large-file-store'
import { peerPython, runPeer } from './support/mlflow-peer'
import { median, report } from './report'

const rounds = 7

function openStore(location: string): Source {
  const services = createServices({ clock: systemClock, log: () => {} })
  const spec = {
    id: sourceIdOf('mlflow-file', location),
    kind: 'mlflow-file',
    location,
    root: location,
  } as const
  return createSource(spec, { services, openReadonly, temporaryFolder: '/nowhere' })!
}

async function timed<T>(work: () => Promise<T> | T): Promise<{ ms: number; value: T }> {
  const startedAt = performance.now()
  const value = await work()
  return { ms: performance.now() - startedAt, value }
}

async function readAll(source: Source): Promise<readonly Run[]> {
  const runs: Run[] = []
  const outcome = await source.poll({
    signal: new AbortController().signal,
    emit: (batch) => runs.push(...(batch.runs ?? [])),
  })
  expect(outcome.ok).toBe(true)
  return runs
}

it('indexes 1 000 runs × 20 metrics × 50 points in a small multiple of reading their bytes', async () => {
  const location = join(await largeFileStore(), 'mlruns')
  const list = join(location, '..', 'files.list')
  execFileSync('sh', ['-c', `find "${location}" -type f -print0 > "${list}"`])
  const cat = () => execFileSync('sh', ['-c', `xargs -0 cat < "${list}" > /dev/null`])
  cat()
  const bytes: number[] = []
  const first: number[] = []
  const again: number[] = []
  for (let round = 0; round < rounds; round++) {
    bytes.push((await timed(cat)).ms)
    const source = openStore(location)
    const read = await timed(() => readAll(source))
    expect(read.value).toHaveLength(usualShape.runs)
    first.push(read.ms)
    for (let rescan = 0; rescan < 3; rescan++) again.push((await timed(() => readAll(source))).ms)
    await source.dispose()
  }
  report(
    'file store, first index against `xargs cat` of the same files',
    {
      'cat ms': median(bytes),
      'first index ms': median(first),
      ratio: median(first.map((ms, round) => ms / (bytes[round] ?? ms))),
      'rescan ms': median(again),
      'slowest rescan ms': Math.max(...again),
    },
    '≤ 2.5 × cat; rescan ≤ 50 ms',
  )
})

it('returns the same runs and histories many times faster than MLflow’s own client', async () => {
  const location = join(await largeFileStore(), 'mlruns')
  const ours = await timed(async () => {
    const source = openStore(location)
    const runs = await readAll(source)
    let points = 0
    for (const run of runs) {
      const answer = await source.series(run.runId, Object.keys(run.metrics), new AbortController().signal)
      if (answer.ok) for (const series of answer.value) points += series.value.length
    }
    await source.dispose()
    return { runs: runs.length, points }
  })
  const python = await peerPython()
  if (python === null) return
  const theirs = runPeer<{ ms: number; runs: number; points: number }>(python, 'read_store.py', [
    `file://${location}`,
  ])
  expect({ runs: theirs.runs, points: theirs.points }).toEqual(ours.value)
  report(
    'file store, all runs and histories against MLflow’s client',
    { 'MLflow ms': theirs.ms, 'ours ms': ours.ms, 'times faster': theirs.ms / ours.ms },
    '≥ 50 ×',
  )
})
