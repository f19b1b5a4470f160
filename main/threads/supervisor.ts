import { Worker } from 'node:worker_threads'
import type { Clock, Timer } from '../../shared/clock'
import type { Disposable } from '../../shared/lifecycle'
import type { ThreadStatus } from '../../shared/model/snapshot'
import { bridgeOverPort, type PortBridge } from '../../shared/port-rpc'
import { describeThrown } from '../../shared/result'
import type { Bridge } from '../../shared/rpc'
import type { Log } from '../log'
import { portOf } from './worker-port'

export interface SupervisorOptions {
  readonly name: ThreadStatus['name']
  /** The thread's built entry file. */
  readonly entry: URL
  readonly workerData: unknown
  readonly clock: Clock
  readonly log: Log
  readonly onStatus: (status: ThreadStatus) => void
  /** Called with every new worker, the first and each restarted one: connect and configure it here. */
  readonly onStart: (worker: Worker) => void
  /** The thread starts when this resolves, and calls wait for it; at once when left out. */
  readonly after?: Promise<unknown>
}

const firstDelayMs = 250
const longestDelayMs = 30_000
/** A thread that ran this long was healthy: its next failure starts with the short delay again. */
const healthyAfterMs = 60_000

/** So many failures with no minute of health between them are no mishap. */
const hopelessFailures = 3

/**
 * Keeps one worker thread alive. A crash is told to the user and answered with a restart after a growing delay;
 * calls that were waiting get `unavailable`. The returned bridge outlives the workers behind it.
 */
export function superviseThread(options: SupervisorOptions): Bridge & Disposable {
  const { name, clock, log, onStatus } = options
  const listeners = new Set<(name: string, payload: unknown) => void>()
  let current: { worker: Worker; bridge: PortBridge } | null = null
  let pendingRestart: Timer | null = null
  let failures = 0
  let reason: string | null = null
  let stopped = false

  function start(): void {
    onStatus({ name, state: failures === 0 ? 'starting' : 'restarting', message: sentence() })
    const startedAt = clock.monotonic()
    const worker = new Worker(options.entry, { workerData: options.workerData, name: `sextant-${name}` })
    const bridge = bridgeOverPort(portOf(worker))
    bridge.on((pushed, payload) => {
      for (const listen of listeners) listen(pushed, payload)
    })
    current = { worker, bridge }
    worker.on('message', (message: unknown) => {
      if (isLogLine(message)) log(message.level, `${name}: ${message.message}`)
    })
    worker.once('online', () => onStatus({ name, state: 'running', message: sentence() }))
    worker.once('error', (thrown) => {
      reason = firstLineOf(thrown)
      log('error', `${name} thread: ${describeThrown(thrown)}`)
    })
    worker.once('exit', (code) => {
      if (stopped || current?.worker !== worker) return
      bridge.disconnect('That part of Sextant is starting again. Try once more in a moment.')
      current = null
      if (clock.monotonic() - startedAt > healthyAfterMs) failures = 0
      failures++
      log('error', `${name} thread ended with code ${code}; failure ${failures}`)
      onStatus({ name, state: 'restarting', message: sentence() })
      pendingRestart = clock.after(Math.min(firstDelayMs * 2 ** (failures - 1), longestDelayMs), start)
    })
    options.onStart(worker)
  }

  function sentence(): string | null {
    if (failures === 0) return null
    const part = {
      data: "Sextant's own database",
      sources: 'Reading your stores',
      sampler: 'Hardware sampling',
    }[name]
    if (failures >= hopelessFailures && reason !== null)
      return `${part} does not work: ${reason}. Quit Sextant and start it again; if that does not help, install it anew. The log has the details.`
    return `${part} stopped unexpectedly${failures > 1 ? ` ${failures} times` : ''} and was started again.`
  }

  let isDue = options.after === undefined
  const due = (options.after ?? Promise.resolve()).then(() => {
    if (isDue || stopped) return
    isDue = true
    start()
  })
  if (isDue) start()

  function call(called: string, input: unknown): ReturnType<Bridge['call']> {
    if (!isDue && !stopped) return due.then(() => call(called, input))
    return current === null
      ? Promise.resolve({
          ok: false,
          error: {
            code: 'unavailable',
            message: 'That part of Sextant is starting again. Try once more in a moment.',
          },
        })
      : current.bridge.call(called, input)
  }

  return {
    call,
    on: (listen) => {
      listeners.add(listen)
      return () => void listeners.delete(listen)
    },
    async dispose() {
      stopped = true
      pendingRestart?.dispose()
      const worker = current?.worker
      current = null
      if (worker) await stopWorker(worker, clock)
      onStatus({ name, state: 'stopped', message: null })
    },
  }
}

/** Without the full stop that some errors end with. */
function firstLineOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  return (text.split('\n')[0] ?? '').replace(/\.$/, '')
}

/** Asks the thread to end by itself, so that it closes its database, and ends it after a second. */
async function stopWorker(worker: Worker, clock: Clock): Promise<void> {
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  worker.postMessage({ kind: 'stop' })
  const timer = clock.after(1_000, () => void worker.terminate())
  await ended
  timer.dispose()
}

interface LogLine {
  readonly kind: 'log'
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly message: string
}

function isLogLine(message: unknown): message is LogLine {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'log'
}
