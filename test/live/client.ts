import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { projectRoot } from '../support/paths'

/** The Python that has MLflow; test/live/run.mjs finds it. */
export const python = process.env['APP_LIVE_PYTHON'] ?? 'python3'

/** One line of log_runs.py. */
export interface Phase {
  readonly writes: number
  readonly failures: readonly string[]
  readonly p99Ms: number
  readonly maxMs: number
}

export interface DumpedRun {
  readonly name: string
  readonly status: string
  readonly params: Record<string, string>
  readonly tags: Record<string, string>
  readonly latest?: Record<string, number | string>
  readonly metrics: Record<string, [number, number, number | string][]>
}

export interface Dump {
  readonly experiments: string[]
  readonly runs: Record<string, DumpedRun>
}

/** What MLflow's own client says of a store or server. */
export function dumpOf(uri: string, cwd: string, env: NodeJS.ProcessEnv = process.env): Dump {
  const script = join(projectRoot, 'test/live/dump_store.py')
  return JSON.parse(
    execFileSync(python, [script, uri], { cwd, env, encoding: 'utf8', maxBuffer: 1 << 28 }),
  ) as Dump
}

/** As dump_store.py writes it. */
export function jsonNumber(value: number): number | string {
  return Number.isFinite(value) ? value : String(value)
}

/** MLflow's client promises no order within a history. */
export function comparable(runs: Record<string, DumpedRun>): unknown {
  return Object.entries(runs)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([runId, { name, status, params, tags, metrics }]) => {
      const histories = Object.entries(metrics).map(
        ([key, points]) => [key, [...points].map((point) => point.join(' ')).sort()] as const,
      )
      return { runId, name, status, params, tags, metrics: Object.fromEntries(histories) }
    })
}
