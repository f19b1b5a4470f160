import { rename, rm } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Clock } from '../../shared/clock'
import type { Disposable } from '../../shared/lifecycle'
import type { SavedFile, SavingFile } from '../../shared/model/saving'
import { describeThrown, fail, ok, type Result } from '../../shared/result'

/** Where whoever fills it writes, and what is at stake. */
export interface SavePlace {
  readonly saveId: number
  /** Beside the target, on the same disk: an older file of its name stays until the new one is whole. */
  readonly file: string
  readonly target: string
}

export interface SaveDesk extends Disposable {
  /** Answers when the file is whole and in its place, or when nothing of it is left. */
  save(
    target: string,
    fill: (place: SavePlace) => Promise<Result<{ readonly bytes: number }>>,
  ): Promise<Result<SavedFile>>
  progress(step: Pick<SavingFile, 'saveId' | 'savedBytes' | 'totalBytes'>): void
  stop(saveId: number): void
  current(): readonly SavingFile[]
}

interface SaveDeskOptions {
  readonly clock: Clock
  /** Asks whoever fills to end. */
  readonly stopFilling: (saveId: number) => void
  readonly onChange: (saves: readonly SavingFile[]) => void
}

/** A thread that does not hear any more must not keep the app from quitting. */
const patienceAtEndMs = 500

/**
 * The saves under way. Another thread fills a file beside the target; only here does it become the target, so that a
 * thread that dies in the middle leaves neither half a file nor silence.
 */
export function createSaveDesk({ clock, stopFilling, onChange }: SaveDeskOptions): SaveDesk {
  const running = new Map<number, SavingFile & { readonly target: string }>()
  const ends = new Map<number, Promise<unknown>>()
  let lastId = 0

  const current = () => [...running.values()].map(({ target: _, ...saving }) => saving)

  function change(saveId: number, patch: Partial<SavingFile>): void {
    const saving = running.get(saveId)
    if (saving === undefined) return
    running.set(saveId, { ...saving, ...patch })
    onChange(current())
  }

  function stop(saveId: number): void {
    if (!running.has(saveId)) return
    stopFilling(saveId)
    change(saveId, { isStopping: true })
  }

  async function filled(place: SavePlace, fill: Parameters<SaveDesk['save']>[1]): Promise<Result<SavedFile>> {
    const { file, target } = place
    const result = await fill(place)
    try {
      if (result.ok) {
        await rename(file, target)
        return ok({ name: basename(target), bytes: result.value.bytes })
      }
    } catch (thrown) {
      await remove(file)
      return fail(
        'permission',
        `“${basename(target)}” could not be put into its folder; choose another one.`,
        describeThrown(thrown),
      )
    }
    await remove(file)
    return result
  }

  return {
    save(target, fill) {
      if ([...running.values()].some((saving) => saving.target === target)) {
        return Promise.resolve(fail('locked', 'Another copy is being written there just now.'))
      }
      const saveId = ++lastId
      const name = basename(target)
      running.set(saveId, { saveId, target, name, savedBytes: 0, totalBytes: null, isStopping: false })
      onChange(current())
      const end = filled({ saveId, target, file: halfOf(target) }, fill).finally(() => {
        running.delete(saveId)
        ends.delete(saveId)
        onChange(current())
      })
      ends.set(saveId, end)
      return end
    },
    progress: ({ saveId, savedBytes, totalBytes }) => change(saveId, { savedBytes, totalBytes }),
    stop,
    current,
    async dispose() {
      const halves = [...running.values()].map(({ target }) => halfOf(target))
      for (const saveId of running.keys()) stop(saveId)
      await Promise.race([
        Promise.allSettled(ends.values()),
        new Promise<void>((resolve) => void clock.after(patienceAtEndMs, resolve)),
      ])
      await Promise.all(halves.map(remove))
    },
  }
}

function halfOf(target: string): string {
  return `${target}.sextant-part`
}

async function remove(file: string): Promise<void> {
  await rm(file, { force: true }).catch(() => undefined)
}
