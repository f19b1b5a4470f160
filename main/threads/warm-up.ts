import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { SourceSpec, SourceStatus } from '../../shared/model/source'
import { ok } from '../../shared/result'
import type { Runner } from '../sources/runner'
import type { SourceBatch } from '../sources/source'
import type { Feed } from '../sources/tracked-source'
import type { WarmUpContent } from './contract'

export interface WarmUpOptions {
  /** A folder of our own that is not there yet; it is gone again afterwards. */
  readonly folder: string
  readonly writeStore: (folder: string) => void
  readonly createRunner: (parts: {
    readonly feed: Feed & { setSources(specs: readonly SourceSpec[]): Promise<void> }
    readonly onStatuses: (statuses: readonly SourceStatus[]) => void
  }) => Runner
  /** What was read, to be kept and listed for as long as that takes. */
  readonly keep: (content: WarmUpContent) => Promise<unknown>
}

export interface WarmUp {
  /** Once, and not after it was called off. It fails in silence: that is nobody’s loss. */
  run(): Promise<void>
  /** From now on there are stores of the user. Resolves when nothing of it is left on the disk. */
  cancel(): Promise<void>
}

/**
 * Finds and reads a store of our own, as a user's is read, and throws away what comes of it. Code that runs for the
 * first time takes three times as long, and the first store that a user adds would be read by nothing but such code.
 */
export function createWarmUp({ folder, writeStore, createRunner, keep }: WarmUpOptions): WarmUp {
  const abort = new AbortController()
  const isCalledOff = () => abort.signal.aborted
  let reading: Promise<WarmUpContent | null> | null = null

  function read(root: string): Promise<WarmUpContent> {
    const batches: SourceBatch[] = []
    let specs: readonly SourceSpec[] = []
    let isOver = false
    return new Promise((resolve, reject) => {
      const end = () => {
        if (isOver) return
        isOver = true
        Promise.resolve(runner.dispose()).then(() => resolve({ specs, batches }), reject)
      }
      const runner = createRunner({
        feed: {
          setSources: (found) => {
            specs = found
            return Promise.resolve()
          },
          apply: (_sourceId, _generation, batch) => {
            batches.push(batch)
            return Promise.resolve(ok(null))
          },
          sweep: () => Promise.resolve(ok(null)),
          markGood: () => Promise.resolve(ok(null)),
        },
        onStatuses(statuses) {
          if (statuses.every(({ state }) => state !== 'waiting' && state !== 'reading')) end()
        },
      })
      abort.signal.addEventListener('abort', end, { once: true })
      void runner.setRoots([root])
    })
  }

  async function readAndForget(): Promise<WarmUpContent> {
    try {
      const root = join(folder, 'store')
      writeStore(root)
      return await read(root)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  return {
    async run() {
      if (reading !== null || isCalledOff()) return
      reading = readAndForget().catch(() => null)
      const content = await reading
      if (content !== null && content.specs.length > 0 && !isCalledOff()) await keep(content)
    },
    async cancel() {
      abort.abort()
      await reading
    },
  }
}
