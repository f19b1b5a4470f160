import type { Clock } from '../../shared/clock'
import type { Disposable } from '../../shared/lifecycle'
import type { Alert, AlertAction, AlertActionOutcome } from '../../shared/model/alert'
import type { Result } from '../../shared/result'
import type { Transition } from '../../shared/rules/state'
import type { Actor } from '../store/alert-actions'
import type { RecordBatch } from '../store/alert-log'
import type { AlertStates } from './alert-states'

/** The alert log behind a port. */
export interface AlertLogPort {
  record(batch: RecordBatch): Promise<Result<readonly (Alert | null)[]>>
  act(action: AlertAction, actor: Actor): Promise<Result<AlertActionOutcome>>
  endMutes(now: number): Promise<Result<readonly Alert[]>>
  markNotified(ids: readonly string[], at: number): Promise<Result<null>>
}

interface AlertWriterOptions {
  readonly clock: Clock
  readonly log: Pick<AlertLogPort, 'record'>
  readonly states: AlertStates
  readonly warn: (message: string) => void
  /** After they are on disk. */
  readonly onRecorded: (transitions: readonly Transition[], alerts: readonly (Alert | null)[]) => void
}

export interface AlertWriter extends Disposable {
  add(transitions: readonly Transition[]): void
  /** Writes what was added, with the states that belong to it; `all` takes those that could wait, too. Inside `queue`. */
  save(all: boolean): Promise<void>
  /** One thing at a time, in order: an action never overtakes the transition it answers to. */
  queue<T>(job: () => Promise<T>): Promise<T>
}

const retryMs = 5_000

/** Keeps what could not be written and tries again; nothing is told before it is written. */
export function createAlertWriter(options: AlertWriterOptions): AlertWriter {
  const { clock, log, states, warn, onRecorded } = options
  let unsent: Transition[] = []
  let jobs: Promise<unknown> = Promise.resolve()
  let retry: Disposable | null = null

  function queue<T>(job: () => Promise<T>): Promise<T> {
    const done = jobs.then(job)
    jobs = done.catch((thrown: unknown) => warn(`alerts: ${String(thrown)}`))
    return done
  }

  async function save(all: boolean): Promise<void> {
    const dirty = states.takeDirty(all)
    if (unsent.length === 0 && dirty.length === 0) return
    const transitions = unsent
    unsent = []
    const result = await log.record({ transitions, states: dirty, at: clock.now() })
    if (result.ok) {
      onRecorded(transitions, result.value)
      return
    }
    warn(`alerts were not saved and are kept for later: ${result.error.message}`)
    unsent = [...transitions, ...unsent]
    states.putBack(dirty.map(({ fingerprint }) => fingerprint))
    retry ??= clock.after(retryMs, () => {
      retry = null
      void queue(() => save(false))
    })
  }

  return {
    queue,
    save,
    add: (transitions) => void unsent.push(...transitions),
    dispose: () => retry?.dispose(),
  }
}
