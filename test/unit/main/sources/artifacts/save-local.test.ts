import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createArtifactDesk } from '../../../../../main/sources/artifacts/artifact-desk'
import { madeUpFile } from '../../../../support/file-server'

let folder = ''
let root = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sextant-save-'))
  root = join(folder, 'artifacts')
  mkdirSync(root)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const desk = createArtifactDesk(() => null)
const owner = { kind: 'run', runId: 'r' } as const

interface Way {
  readonly target?: string
  readonly signal?: AbortSignal
  readonly onProgress?: (saved: number, total: number | null) => void
}

function save(path: string, { target, signal, onProgress }: Way = {}) {
  return desk.save(
    {
      ...{ sourceId: 's', owner, place: root, path },
      file: join(folder, 'part'),
      target: target ?? join(folder, 'copy'),
    },
    { signal: signal ?? new AbortController().signal, onProgress: onProgress ?? (() => {}) },
  )
}
const messageOf = (answer: Awaited<ReturnType<typeof save>>) => (answer.ok ? '' : answer.error.message)
const beside = () => readdirSync(folder).sort()

it('copies a file byte by byte, telling how far it has come, and gives way to other work', async () => {
  const file = madeUpFile(24 * 2 ** 20 + 7)
  writeFileSync(join(root, 'weights.bin'), file)
  const steps: number[] = []
  let turns = 0
  const count = setInterval(() => turns++, 0)
  const answer = await save('weights.bin', { onProgress: (saved) => steps.push(saved) })
  clearInterval(count)
  expect(answer).toEqual({ ok: true, value: { bytes: file.length } })
  expect(Buffer.compare(readFileSync(join(folder, 'part')), file)).toBe(0)
  expect(steps).toHaveLength(26)
  expect(steps.at(-1)).toBe(file.length)
  expect(turns).toBeGreaterThan(3)
})

it('saves an empty file', async () => {
  writeFileSync(join(root, 'empty'), '')
  expect(await save('empty')).toEqual({ ok: true, value: { bytes: 0 } })
  expect(readFileSync(join(folder, 'part')).length).toBe(0)
})

it('saves a log as it was when it was asked for, however fast it grows', async () => {
  const log = join(root, 'train.log')
  writeFileSync(log, madeUpFile(3 * 2 ** 20))
  const answer = await save('train.log', { onProgress: () => appendFileSync(log, madeUpFile(2 ** 20)) })
  expect(answer).toEqual({ ok: true, value: { bytes: 3 * 2 ** 20 } })
})

it('says when the file became shorter meanwhile, and keeps nothing', async () => {
  const log = join(root, 'train.log')
  writeFileSync(log, madeUpFile(3 * 2 ** 20))
  const answer = await save('train.log', { onProgress: (saved) => saved > 0 && truncateSync(log, 10) })
  expect(messageOf(answer)).toBe(`${log} became shorter while it was saved; save it again.`)
  expect(beside()).toEqual(['artifacts'])
})

it('is stopped between two pieces', async () => {
  writeFileSync(join(root, 'weights.bin'), madeUpFile(8 * 2 ** 20))
  const stopping = new AbortController()
  const answer = await save('weights.bin', {
    signal: stopping.signal,
    onProgress: (saved) => saved > 2 ** 20 && stopping.abort(),
  })
  expect(answer).toMatchObject({ ok: false, error: { code: 'cancelled' } })
  expect(beside()).toEqual(['artifacts'])
})

it('does not put a copy in the place of the file itself, by whatever name', async () => {
  writeFileSync(join(root, 'weights.bin'), 'w')
  symlinkSync(root, join(folder, 'other'))
  const target = join(folder, 'other', 'weights.bin')
  expect(messageOf(await save('weights.bin', { target }))).toContain('is this file itself')
  expect(readFileSync(target, 'utf8')).toBe('w')
})

it('follows no link that leads out, and writes through none', async () => {
  writeFileSync(join(folder, 'secret'), 'secret')
  symlinkSync('../secret', join(root, 'out'))
  expect(await save('out')).toMatchObject({ ok: false, error: { code: 'permission' } })
  writeFileSync(join(root, 'a'), 'a')
  symlinkSync('secret', join(folder, 'part'))
  expect(await save('a')).toMatchObject({ ok: true })
  expect(readFileSync(join(folder, 'secret'), 'utf8')).toBe('secret')
})

it('says what is not there', async () => {
  expect(messageOf(await save('gone'))).toBe(`${join(root, 'gone')} is not there.`)
  expect(beside()).toEqual(['artifacts'])
})
