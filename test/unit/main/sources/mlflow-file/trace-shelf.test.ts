import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPacer } from '../../../../../main/sources/pacer'
import { createTraceShelf, type TraceMark } from '../../../../../main/sources/mlflow-file/trace-shelf'

let folder: string
let now: number
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trace-shelf-'))
  now = Date.now() + 3_600_000
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function put(name: string, startedAt: number): void {
  mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, name, 'trace_info.yaml'), `request_id: ${name}\ntimestamp_ms: ${startedAt}\n`)
}

const freely = () =>
  createPacer({ now: () => 0, breathe: () => Promise.resolve() }, new AbortController().signal)

/** Gives way after every file; `onRest` may call it off. */
function haltingly(onRest: (count: number) => void, signal: AbortSignal) {
  let count = 0
  return {
    isDue: () => true,
    rest() {
      onRest((count += 1))
      signal.throwIfAborted()
      return Promise.resolve()
    },
  }
}

async function allOf(
  shelf: ReturnType<typeof createTraceShelf>,
  limit: number,
): Promise<readonly TraceMark[]> {
  const all: TraceMark[] = []
  for (let after: TraceMark | null = null; ;) {
    const page: readonly TraceMark[] = await shelf.newest(folder, { after, limit }, freely())
    all.push(...page)
    after = page.at(-1) ?? null
    if (page.length < limit) return all
  }
}
const namesOf = (marks: readonly TraceMark[]) => marks.map(({ name }) => name)

describe('the shelf of traces', () => {
  it('gives all of them in order whatever the size of a page, also those of one moment', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 9 }),
        async (starts, limit) => {
          rmSync(folder, { recursive: true })
          mkdirSync(folder)
          starts.forEach((startedAt, index) => put(`tr-${index}`, startedAt))
          const expected = starts
            .map((startedAt, index) => ({ startedAt, name: `tr-${index}` }))
            .sort((a, b) => b.startedAt - a.startedAt || (a.name < b.name ? 1 : -1))
          expect(
            namesOf(
              await allOf(
                createTraceShelf(() => now),
                limit,
              ),
            ),
          ).toEqual(namesOf(expected))
        },
      ),
      { numRuns: 40 },
    )
  })

  it('keeps what it read when it is called off, so that another try ends', async () => {
    for (let index = 0; index < 20; index++) put(`tr-${index}`, index + 1)
    const shelf = createTraceShelf(() => now)
    const controller = new AbortController()
    const pacer = haltingly((count) => {
      if (count === 15) controller.abort()
    }, controller.signal)
    await expect(shelf.newest(folder, { after: null, limit: 3 }, pacer)).rejects.toThrow('aborted')
    // Were they read anew, these would be the newest; within a minute they are taken as read.
    for (let index = 0; index < 20; index++) put(`tr-${index}`, 1_000 - index)
    const found = await shelf.newest(folder, { after: null, limit: 20 }, freely())
    const kept = found.filter(({ startedAt }) => startedAt <= 20)
    expect([kept.length, found.length]).toEqual([14, 20])
  })

  it('sees what came, what went and, after a minute, what was changed in place', async () => {
    put('a', 10)
    put('b', 20)
    const shelf = createTraceShelf(() => now)
    const newest = async () =>
      (await shelf.newest(folder, { after: null, limit: 9 }, freely())).map(
        ({ name, startedAt }) => `${name} ${startedAt}`,
      )
    expect(await newest()).toEqual(['b 20', 'a 10'])
    put('c', 15)
    rmSync(join(folder, 'b'), { recursive: true })
    expect(await newest()).toEqual(['c 15', 'a 10'])
    put('a', 99)
    utimesSync(join(folder, 'a', 'trace_info.yaml'), 1, 1)
    now += 60_000
    expect(await newest()).toEqual(['a 99', 'c 15'])
  })

  it('reads one that was half written again at once', async () => {
    mkdirSync(join(folder, 'a'))
    writeFileSync(join(folder, 'a', 'trace_info.yaml'), '')
    put('b', 20)
    const shelf = createTraceShelf(() => now)
    const newest = async () => namesOf(await shelf.newest(folder, { after: null, limit: 9 }, freely()))
    expect(await newest()).toEqual(['b', 'a'])
    put('a', 30)
    expect(await newest()).toEqual(['a', 'b'])
  })

  it('takes the next page from memory while nothing came or went', async () => {
    for (let index = 0; index < 6; index++) put(`tr-${index}`, index + 1)
    const shelf = createTraceShelf(() => now)
    const first = await shelf.newest(folder, { after: null, limit: 2 }, freely())
    utimesSync(join(folder, 'tr-0', 'trace_info.yaml'), 1, 1)
    now += 120_000
    let looks = 0
    const pacer = { isDue: () => (looks++, false), rest: () => Promise.resolve() }
    const second = await shelf.newest(folder, { after: first.at(-1) ?? null, limit: 2 }, pacer)
    expect(namesOf(second)).toEqual(['tr-3', 'tr-2'])
    // Once for each that is held; twice more would be a listing.
    expect(looks).toBe(6)
  })

  it('has nothing of a folder that is not there', async () => {
    expect(
      await createTraceShelf(() => now).newest(`${folder}/none`, { after: null, limit: 2 }, freely()),
    ).toEqual([])
  })
})
