import { execFile, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { projectRoot } from '../support/paths'

/** The Python that has MLflow; test/live/run.mjs finds it. */
export const python = process.env['APP_LIVE_PYTHON'] ?? 'python3'

/** One line of log_runs.py, or several as one: then `p99Ms` is the middle one of theirs. */
export interface Phase {
  readonly writes: number
  readonly failures: readonly string[]
  readonly p99Ms: number
  readonly maxMs: number
  /** Writes that took longer than 100 ms. */
  readonly over100Ms: number
}

export function joined(phases: readonly Phase[]): Phase {
  const p99s = phases.map(({ p99Ms }) => p99Ms).sort((a, b) => a - b)
  return {
    writes: phases.reduce((sum, { writes }) => sum + writes, 0),
    failures: phases.flatMap(({ failures }) => failures),
    p99Ms: p99s[p99s.length >> 1] ?? NaN,
    maxMs: Math.max(...phases.map(({ maxMs }) => maxMs)),
    over100Ms: phases.reduce((sum, { over100Ms }) => sum + over100Ms, 0),
  }
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
export async function dumpOf(uri: string, cwd: string, env: NodeJS.ProcessEnv = process.env): Promise<Dump> {
  const script = join(projectRoot, 'test/live/dump_store.py')
  const options = { cwd, env, encoding: 'utf8', maxBuffer: 1 << 30 } as const
  const { stdout } = await promisify(execFile)(python, [script, uri], options)
  return JSON.parse(stdout) as Dump
}

export interface Logging {
  /** Resolves once MLflow is loaded and the store is made. */
  readonly ready: Promise<void>
  /** Logs into a run of that name for so long. */
  phase(name: 'baseline' | 'watched', seconds: number): Promise<Phase>
  /** Nothing more is to be logged. */
  end(): Promise<void>
  kill(): void
}

/** MLflow's own client in a process of its own, which logs when told to: log_runs.py. */
export function startLogging(options: {
  readonly uri: string
  readonly cwd: string
  readonly env?: NodeJS.ProcessEnv
  /** File descriptor for what the client says when it fails. */
  readonly errors?: number
}): Logging {
  const { uri, cwd, env = process.env, errors } = options
  const script = join(projectRoot, 'test/live/log_runs.py')
  const client = spawn(python, [script, uri], {
    cwd,
    env,
    stdio: ['pipe', 'pipe', errors ?? 'ignore'],
  })
  const { stdin, stdout } = client
  if (stdin === null || stdout === null) throw new Error('the client was started without pipes')
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]()
  const ended = new Promise<void>((resolve) => client.once('exit', () => resolve()))
  /** MLflow prints links to its runs in between. */
  const answer = async (): Promise<Phase> => {
    for (;;) {
      const line = await lines.next()
      if (line.done === true) throw new Error('the client has ended early')
      if (line.value.startsWith('{')) return JSON.parse(line.value) as Phase
    }
  }
  return {
    ready: answer().then(() => undefined),
    phase(name, seconds) {
      stdin.write(`${name} ${seconds}\n`)
      return answer()
    },
    end() {
      stdin.end()
      return ended
    },
    kill: () => client.kill(),
  }
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
