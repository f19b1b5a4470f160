import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTraceMemory, type TraceMemory } from '../../../../../main/sources/mlflow-file/trace-memory'
import { createTraceShelf } from '../../../../../main/sources/mlflow-file/trace-shelf'
import { createPacer } from '../../../../../main/sources/pacer'

let root: string
let traces: string
let own: string
let now: number
let warnings: string[]
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'trace-memory-'))
  traces = join(root, 'store/1/traces')
  own = join(root, 'own/traces')
  now = Date.now() + 3_600_000
  warnings = []
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** More than one piece of what is kept. */
const count = 1_200
const nameOf = (at: number) => `tr-${at.toString(16).padStart(4, '0')}`
const infoOf = (name: string) => join(traces, name, 'trace_info.yaml')

function put(name: string, startedAt: number): void {
  mkdirSync(join(traces, name), { recursive: true })
  writeFileSync(infoOf(name), `request_id: ${name}\ntimestamp_ms: ${startedAt}\n`)
}

function putAll(): void {
  for (let at = 0; at < count; at++) put(nameOf(at), 1_000 + ((at * 7_919) % count))
}

/** A memory whose writing can be waited for. */
function memoryOf(): TraceMemory & { readonly written: () => Promise<unknown> } {
  const memory = createTraceMemory(own, (_level, message) => warnings.push(message))
  let writing: Promise<unknown> = Promise.resolve()
  return {
    load: memory.load,
    keep: (folder, starts) => {
      const kept = memory.keep(folder, starts)
      writing = kept
      return kept
    },
    written: () => writing,
  }
}

const freely = () =>
  createPacer({ now: () => 0, breathe: () => Promise.resolve() }, new AbortController().signal)

/** What a shelf that was just made gives, as after a start of the app. */
async function afterStart(limit = 5) {
  const memory = memoryOf()
  const shelf = createTraceShelf(() => now, memory)
  const page = () => shelf.newest(traces, { after: null, limit }, freely())
  const first = await page()
  await memory.written()
  return { first, page }
}

describe('when traces began', () => {
  it('is known after a start without reading their files, and what came or went meanwhile is seen', async () => {
    putAll()
    const { first } = await afterStart()
    // Were they read now, they would have begun at another time.
    for (let at = 0; at < count; at++) put(nameOf(at), 5)
    expect((await afterStart()).first).toMatchObject(
      first.map(({ name, startedAt }) => ({ name, startedAt })),
    )
    const [newest] = first
    rmSync(join(traces, newest?.name ?? ''), { recursive: true })
    put('tr-new', 1_000_000)
    const { first: later } = await afterStart()
    expect(later.map(({ name }) => name)).toEqual(['tr-new', ...first.slice(1).map(({ name }) => name)])
  })

  it('is read again by the second look where the file is another one', async () => {
    putAll()
    const { first } = await afterStart()
    const oldest = nameOf(0)
    writeFileSync(infoOf(oldest), `request_id: ${oldest}\ntimestamp_ms: 2000000\n`)
    const { page } = await afterStart()
    expect((await page())[0]).toMatchObject({ name: oldest, startedAt: 2_000_000 })
    expect(first[0]?.name).not.toBe(oldest)
  })

  it('is read from the store where what was kept is another folder’s, cut off, or no such file', async () => {
    putAll()
    const { first } = await afterStart(count)
    const [name = ''] = readdirSync(own)
    const kept = readFileSync(join(own, name), 'utf8')
    for (const text of [
      kept.replace('store/1', 'store/2'),
      kept.slice(0, kept.length / 2),
      kept.replace(/,\d+\]\]/, ']]'),
      kept.replaceAll(/"tr-\w+"/g, '7'),
      `${kept.split('\n').slice(0, 2).join('\n')}\n{}\nnull\n[["tr-0001"],["a","b","c","d"]]\n`,
      'nothing',
      '',
    ]) {
      writeFileSync(join(own, name), text)
      expect((await afterStart(count)).first).toMatchObject(
        first.map(({ name: trace, startedAt }) => ({ name: trace, startedAt })),
      )
    }
  })

  it('is not kept of a few, and a folder that cannot be written costs nothing but a line in the log', async () => {
    put('tr-1', 1)
    await afterStart()
    expect(existsSync(own)).toBe(false)
    putAll()
    mkdirSync(join(root, 'own'))
    writeFileSync(own, 'a file in its place')
    expect((await afterStart()).first).toHaveLength(5)
    expect(warnings).toHaveLength(1)
  })

  it('takes 64 files at most', async () => {
    const memory = createTraceMemory(own, () => {})
    const stamp = { mtimeMs: 1, size: 1, ino: 1 }
    const starts = new Map(Array.from({ length: 200 }, (_, at) => [nameOf(at), { startedAt: at, stamp }]))
    for (let at = 0; at < 70; at++) await memory.keep(`/store/${at}/traces`, starts)
    expect(readdirSync(own)).toHaveLength(64)
    expect((await memory.load('/store/69/traces', freely())).get(nameOf(3))).toEqual({ startedAt: 3, stamp })
  })
})
