import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDatabase } from '../../../../main/store/sqlite-binding'
import type { WarmUpContent } from '../../../../main/threads/contract'
import { createWarmUp, type WarmUpOptions } from '../../../../main/threads/warm-up'
import { warmUpCatalog } from '../../../../main/threads/warm-up-catalog'
import { createWarmUpRunner } from '../../../../main/threads/warm-up-runner'
import { writeWarmUpStore } from '../../../../main/threads/warm-up-store'
import { systemClock } from '../../../../shared/clock'

let temporary: string
beforeEach(() => {
  temporary = realpathSync(mkdtempSync(join(tmpdir(), 'warm-up-')))
})
afterEach(() => rmSync(temporary, { recursive: true, force: true }))

function make(options: Partial<Pick<WarmUpOptions, 'writeStore' | 'createRunner' | 'keep'>> = {}) {
  const folder = join(temporary, 'warm-up')
  const kept: WarmUpContent[] = []
  const roots: string[] = []
  const warmUp = createWarmUp({
    folder,
    writeStore: (root) => {
      roots.push(root)
      writeWarmUpStore(root, openDatabase)
    },
    createRunner: createWarmUpRunner(join(folder, 'copies')),
    keep: async (content) => {
      expect(existsSync(folder)).toBe(false)
      kept.push(content)
    },
    ...options,
  })
  return { warmUp, kept, roots, left: () => readdirSync(temporary) }
}

it('reads a store of its own as a user’s is read, keeps and lists it, and leaves nothing', async () => {
  const { warmUp, kept, roots, left } = make()
  await warmUp.run()
  expect(left()).toEqual([])
  expect(roots).toEqual([join(temporary, 'warm-up', 'store')])
  expect(kept.flatMap(({ specs }) => specs.map(({ kind }) => kind))).toEqual(['mlflow-sqlite'])
  const runs = kept.flatMap(({ batches }) => batches.flatMap((batch) => batch.runs ?? []))
  expect(runs.length).toBe(100)
  expect([runs[0]?.params, runs[0]?.metrics].map((one) => Object.keys(one ?? {}).length)).toEqual([10, 5])
  const listed = kept.map((content) => warmUpCatalog(content, { clock: systemClock, isWanted: () => true }))
  expect(await Promise.all(listed)).toEqual([100])
})

it('is done once', async () => {
  const { warmUp, kept, roots } = make()
  await Promise.all([warmUp.run(), warmUp.run()])
  await warmUp.run()
  expect([roots.length, kept.length]).toEqual([1, 1])
})

it('is not begun after it was called off', async () => {
  const { warmUp, kept, roots } = make()
  await warmUp.cancel()
  await warmUp.run()
  expect([roots, kept]).toEqual([[], []])
})

it('ends at once when it is called off meanwhile, leaves nothing, and has nothing kept', async () => {
  const { warmUp, kept, roots, left } = make()
  const running = warmUp.run()
  expect([roots.length, left()]).toEqual([1, ['warm-up']])
  await warmUp.cancel()
  expect(left()).toEqual([])
  await running
  expect(kept).toEqual([])
})

it('ends the reading when it is called off: nothing more is handed on', async () => {
  let batches = 0
  const { warmUp, left } = make({
    createRunner: (parts) =>
      createWarmUpRunner(join(temporary, 'warm-up', 'copies'))({
        ...parts,
        feed: {
          ...parts.feed,
          apply: (...batch) => {
            batches++
            void warmUp.cancel()
            return parts.feed.apply(...batch)
          },
        },
      }),
  })
  await warmUp.run()
  expect(batches).toBe(1)
  expect(left()).toEqual([])
})

it.each([
  ['there is no folder', () => {}],
  ['there is nothing in it', (root: string) => void mkdirSync(root, { recursive: true })],
])('ends when %s', async (_when, writeStore) => {
  const { warmUp, kept, left } = make({ writeStore })
  await warmUp.run()
  expect([kept, left()]).toEqual([[], []])
})

it('fails in silence, and leaves nothing, when the store cannot be written', async () => {
  const { warmUp, kept, left } = make({
    writeStore: (root) => {
      writeWarmUpStore(root, openDatabase)
      throw new Error('The disk is full.')
    },
  })
  await warmUp.run()
  expect([kept, left()]).toEqual([[], []])
})

it('fails in silence, and leaves nothing, when it cannot be read', async () => {
  const { warmUp, kept, left } = make({
    createRunner: () => {
      throw new Error('A bug.')
    },
  })
  await warmUp.run()
  expect([kept, left()]).toEqual([[], []])
})
