import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { buildAsThread, runBuilt } from './support/built'
import { largeFileStore, usualShape } from './support/large-file-store'
import { peerPython, runPeer } from './support/mlflow-peer'
import type { StoreTimes } from './support/read-file-store'
import { median, report } from './report'

const rounds = 7

it('reads 1 000 runs × 20 metrics × 50 points in a small multiple of their bytes, and far sooner than MLflow', async () => {
  const location = join(await largeFileStore(), 'mlruns')
  const script = await buildAsThread('read-file-store.ts')
  const list = join(location, '..', 'files.list')
  execFileSync('sh', ['-c', `find "${location}" -type f -print0 > "${list}"`])
  const cat = () => {
    const startedAt = performance.now()
    execFileSync('sh', ['-c', `xargs -0 cat < "${list}" > /dev/null`])
    return performance.now() - startedAt
  }
  cat()
  const bytes: number[] = []
  const ours: StoreTimes[] = []
  for (let round = 0; round < rounds; round++) {
    bytes.push(cat())
    const times = runBuilt<StoreTimes>(script, [location])
    expect(times.runs).toBe(usualShape.runs)
    ours.push(times)
  }
  const rescans = ours.flatMap(({ rescanMs }) => rescanMs)
  report(
    'file store, first index in a process just started, against `xargs cat` of the same files',
    {
      'cat ms': median(bytes),
      'first index ms': median(ours.map(({ firstMs }) => firstMs)),
      ratio: median(ours.map(({ firstMs }, round) => firstMs / (bytes[round] ?? firstMs))),
      'rescan ms': median(rescans),
      'slowest rescan ms': Math.max(...rescans),
    },
    '≤ 2.5 × cat; rescan ≤ 50 ms',
  )
  const python = await peerPython()
  if (python === null) return
  const theirs = runPeer<{ ms: number; runs: number; points: number }>(python, 'read_store.py', [
    `file://${location}`,
  ])
  const whole = ours.map(({ firstMs, historiesMs }) => firstMs + historiesMs)
  for (const { runs, points } of ours)
    expect({ runs, points }).toEqual({ runs: theirs.runs, points: theirs.points })
  report(
    'file store, all runs and histories against MLflow’s client',
    {
      'MLflow ms': theirs.ms,
      'ours ms': median(whole),
      'slowest ms': Math.max(...whole),
      'times faster': theirs.ms / median(whole),
    },
    '≥ 50 ×',
  )
})
