import { describe, expect, it } from 'vitest'
import { createRunner } from '../../../../main/sources/runner'
import type { PollOutcome, PollRequest, Source } from '../../../../main/sources/source'
import type { SourceSpec, SourceStatus } from '../../../../shared/model/source'
import { fail, ok, type Result } from '../../../../shared/result'
import { aRun } from '../../../support/entities'
import { createFakeClock } from '../../../support/fake-clock'

const spec = (id: string, root = '/repo'): SourceSpec => ({
  id,
  kind: 'mlflow-file',
  location: `${root}/${id}`,
  root,
})
const good: Result<PollOutcome> = ok({ full: false, problems: [], message: 'fine' })
/** Lets every promise that can settle do so. */
const settle = async () => {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve()
}

function make(poll: (id: string, request: PollRequest) => Promise<Result<PollOutcome>>) {
  const clock = createFakeClock()
  const found = new Map<string, SourceSpec[]>([['/repo', [spec('a'), spec('b')]]])
  const told: string[] = []
  let statuses: readonly SourceStatus[] = []
  const heard: string[][] = []
  const disposed: string[] = []
  let hint: (id: string) => void = () => {}
  const watched = new Map<string, readonly string[]>()
  const runner = createRunner({
    clock,
    discover: async (root) => {
      const specs = found.get(root)
      return specs === undefined ? fail('not-found', `${root} is not there.`) : ok({ specs })
    },
    settleIdentities: async (specs, watched) => ({
      specs,
      moves: [],
      missing: watched.filter(({ id }) => !specs.some((spec) => spec.id === id)),
    }),
    createSource: (one): Source => ({
      spec: one,
      poll: (request) => poll(one.id, request),
      series: async () => ok([]),
      pathOf: async () => null,
      foldersToWatch: () => [one.location],
      dispose: () => void disposed.push(one.id),
    }),
    feed: {
      setSources: async (specs, keepRoots) =>
        void told.push(`sources ${specs.map((s) => s.id).join()} keep ${keepRoots.join()}`),
      apply: async (id, _generation, batch) => {
        told.push(`${id} ${(batch.runs ?? []).map((run) => run.runId).join()}`)
        return ok(null)
      },
      sweep: async (id) => ok(told.push(`sweep ${id}`)),
      markGood: async () => ok(null),
    },
    onStatuses: (all) => {
      statuses = all
      heard.push(all.map(({ id }) => id))
    },
    onMoved: () => {},
    log: () => {},
    createHints: (onHint) => {
      hint = onHint
      return { keep: (id, folders) => void watched.set(id, folders), dispose: () => {} }
    },
  })
  return {
    clock,
    runner,
    found,
    told,
    disposed,
    watched,
    heard,
    hint: (id: string) => hint(id),
    state: (id: string) => statuses.find((one) => one.id === id),
  }
}

describe('the runner', () => {
  it('lets no source hold up another: one hangs, one throws, one is read', async () => {
    const { runner, state, told, found } = make(async (id, request) => {
      if (id === 'a') return new Promise(() => {})
      if (id === 'b') throw new Error('bug')
      request.emit({ runs: [aRun({ sourceId: id, runId: 'r' })] })
      return good
    })
    found.set('/repo', [spec('a'), spec('b'), spec('c')])
    await runner.setRoots(['/repo'])
    await settle()
    expect(state('a')?.state).toBe('reading')
    expect(state('b')).toMatchObject({ state: 'failed', problems: [{ code: 'internal' }] })
    expect(state('c')).toMatchObject({ state: 'ok', counts: { runs: 1 } })
    expect(told).toContain('c r')
  })

  it('looks at once when a folder says that it changed, once for many hints, and not again and again', async () => {
    let polls = 0
    const { runner, clock, hint, watched } = make(async (id) => {
      if (id === 'a') polls++
      return good
    })
    await runner.setRoots(['/repo'])
    await settle()
    expect(polls).toBe(1)
    expect(watched.get('a')).toEqual(['/repo/a'])
    for (let times = 0; times < 20; times++) hint('a')
    clock.advance(150)
    await settle()
    expect(polls).toBe(2)
    for (let times = 0; times < 40; times++) {
      hint('a')
      clock.advance(10)
      await settle()
    }
    expect(polls).toBeLessThanOrEqual(6)
  })

  it('tells of all sources from the first time on', async () => {
    const { runner, heard } = make(async () => good)
    await runner.setRoots(['/repo'])
    await settle()
    expect(heard.map((ids) => ids.join())).toContain('a,b')
    expect(heard.every((ids) => ids.length === 2)).toBe(true)
  })

  it('lets go of the folders of a source that cannot be read', async () => {
    const { runner, watched } = make(async () => fail('not-found', 'It is gone.'))
    await runner.setRoots(['/repo'])
    await settle()
    expect(watched.get('a')).toEqual([])
  })

  it('keeps the last good content of a source that fails later, says since when, and backs off', async () => {
    let result: Result<PollOutcome> = good
    let polls = 0
    const { runner, clock, state } = make(async (id) => {
      if (id === 'a') polls++
      return id === 'a' ? result : good
    })
    await runner.setRoots(['/repo'])
    await settle()
    const goodAt = state('a')?.lastGoodAt
    result = fail('locked', 'mlflow.db is being written to.')
    for (let step = 0; step < 40; step++) {
      clock.advance(500)
      await settle()
    }
    expect(state('a')).toMatchObject({
      state: 'stale',
      lastGoodAt: goodAt,
      message: 'mlflow.db is being written to.',
    })
    expect(polls).toBeLessThan(8)
    result = good
    runner.retry('a')
    await settle()
    expect(state('a')).toMatchObject({ state: 'ok', problems: [] })
  })

  it('reads what lies at one place at once when asked to, and nothing else', async () => {
    const polled: string[] = []
    const { runner } = make(async (id) => {
      polled.push(id)
      return fail('permission', 'Waiting for the keychain.')
    })
    await runner.setRoots(['/repo'])
    await settle()
    expect(polled).toEqual(['a', 'b'])
    runner.retryAt('/repo/b')
    runner.retryAt('/elsewhere')
    await settle()
    expect(polled).toEqual(['a', 'b', 'b'])
  })

  it('asks a server that is away at least every half minute, however long it is', async () => {
    const server: SourceSpec = { ...spec('a', 'http://lab'), kind: 'mlflow-rest' }
    const askedAt: number[] = []
    const { runner, clock, found } = make(async () => {
      askedAt.push(clock.now())
      return fail('unavailable', 'Nothing answers at lab.')
    })
    found.set('http://lab', [server])
    await runner.setRoots(['http://lab'])
    for (let step = 0; step < 600; step++) {
      await settle()
      clock.advance(500)
    }
    const waits = askedAt.slice(1).map((at, index) => at - (askedAt[index] ?? at))
    expect(Math.max(...waits)).toBe(30_000)
    expect(askedAt.length).toBeLessThan(20)
  })

  it('reads the runs on screen several times a second, and only those', async () => {
    const asked: (readonly string[] | undefined)[] = []
    const { runner, clock } = make(async (id, request) => {
      if (id === 'a') asked.push(request.onlyRunIds)
      return good
    })
    await runner.setRoots(['/repo'])
    await settle()
    asked.length = 0
    runner.focus([{ sourceId: 'a', runId: 'x' }])
    clock.advance(300)
    await settle()
    // Its histories come first.
    expect(asked.filter((ids) => ids?.join() === 'x')).toEqual([])
    for (let step = 0; step < 10; step++) {
      clock.advance(100)
      await settle()
    }
    expect(asked.filter((ids) => ids?.join() === 'x').length).toBeGreaterThanOrEqual(3)
    runner.focus([])
    asked.length = 0
    clock.advance(1_000)
    await settle()
    expect(asked.filter((ids) => ids !== undefined)).toEqual([])
  })

  it('sweeps after a full read only', async () => {
    let full = true
    const { runner, clock, told } = make(async () => ok({ full, problems: [], message: '' }))
    await runner.setRoots(['/repo'])
    await settle()
    expect(told.filter((line) => line.startsWith('sweep'))).toEqual(['sweep a', 'sweep b'])
    full = false
    clock.advance(10_000)
    await settle()
    expect(told.filter((line) => line.startsWith('sweep'))).toHaveLength(2)
  })

  it('stops the sources of a removed root, and keeps what is known of one that cannot be looked at', async () => {
    const { runner, told, disposed, state, found } = make(async () => good)
    await runner.setRoots(['/repo', '/unplugged'])
    await settle()
    expect(told[0]).toBe('sources a,b keep /unplugged')
    expect(state('root:/unplugged')).toMatchObject({ state: 'failed', problems: [{ code: 'not-found' }] })
    found.delete('/repo')
    await runner.setRoots(['/repo'])
    await settle()
    expect(told.at(-1), 'a store that vanishes while watched stays').toBe('sources a,b keep /repo')
    await runner.setRoots([])
    await settle()
    expect(disposed.sort()).toEqual(['a', 'b'])
    expect(told.at(-1)).toBe('sources  keep ')
  })

  it('reads all again when what was handed on got lost', async () => {
    const { runner, disposed, state } = make(async () => good)
    await runner.setRoots(['/repo'])
    await settle()
    runner.startOver()
    await settle()
    expect(disposed.sort()).toEqual(['a', 'b'])
    expect(state('a')?.state).toBe('ok')
  })
})
