import { afterEach, describe, expect, it } from 'vitest'
import { superviseThread } from '../../../../main/threads/supervisor'
import { systemClock } from '../../../../shared/clock'
import type { ThreadStatus } from '../../../../shared/model/snapshot'

/** A real worker that answers, dies when told to, and says goodbye when stopped. */
const script = `
  const { parentPort } = require('node:worker_threads')
  parentPort.on('message', (message) => {
    if (message.kind === 'stop') process.exit(0)
    if (message.kind !== 'call') return
    if (message.name === 'die') process.exit(9)
    if (message.name === 'throw') throw new Error('a bug in the thread')
    if (message.name === 'hang') return
    parentPort.postMessage({ kind: 'push', name: 'news', payload: message.input })
    parentPort.postMessage({ kind: 'result', id: message.id, result: { ok: true, value: message.input } })
  })`
const entry = new URL(
  `data:text/javascript,${encodeURIComponent(`import { createRequire } from 'node:module'; const require = createRequire('file:///'); ${script}`)}`,
)
const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

function start(after?: Promise<void>) {
  const statuses: ThreadStatus[] = []
  let workers = 0
  const waiting: { count: number; resolve: () => void }[] = []
  const thread = superviseThread({
    name: 'data',
    entry,
    workerData: null,
    clock: systemClock,
    log: () => {},
    ...(after && { after }),
    onStatus: (status) => statuses.push(status),
    onStart: () => {
      workers++
      waiting.filter((one) => one.count <= workers).forEach((one) => one.resolve())
    },
  })
  stops.push(() => thread.dispose())
  const started = (count: number) =>
    new Promise<void>((resolve) => (workers >= count ? resolve() : waiting.push({ count, resolve })))
  return { thread, statuses, started }
}

describe('a thread that starts after something', () => {
  it('has its calls wait for it', async () => {
    let begin = () => {}
    const { thread, statuses } = start(new Promise((resolve) => (begin = resolve)))
    const early = thread.call('echo', 1)
    await Promise.resolve()
    expect(statuses).toEqual([])
    begin()
    expect(await early).toEqual({ ok: true, value: 1 })
    expect(await thread.call('echo', 2)).toEqual({ ok: true, value: 2 })
  })

  it('never starts when it is stopped before', async () => {
    let begin = () => {}
    const { thread, statuses } = start(new Promise((resolve) => (begin = resolve)))
    const early = thread.call('echo', 1)
    await thread.dispose()
    begin()
    expect(await early).toMatchObject({ ok: false, error: { code: 'unavailable' } })
    expect(statuses.map((status) => status.state)).toEqual(['stopped'])
  })
})

describe('a supervised thread', () => {
  it('answers, and its news reach listeners of the first worker and of later ones', async () => {
    const { thread, started } = start()
    const news: unknown[] = []
    thread.on((_name, payload) => news.push(payload))
    expect(await thread.call('echo', 1)).toEqual({ ok: true, value: 1 })
    void thread.call('die', null)
    await started(2)
    expect(await thread.call('echo', 2)).toEqual({ ok: true, value: 2 })
    expect(news).toEqual([1, 2])
  })
  it.each(['die', 'throw'])(
    'that should %s fails what was waiting, is started again, and says so',
    async (how) => {
      const { thread, statuses, started } = start()
      await thread.call('echo', 0)
      const [hanging] = [thread.call('hang', null), thread.call(how, null)]
      expect(await hanging).toMatchObject({ ok: false, error: { code: 'unavailable' } })
      expect(await thread.call('echo', 1)).toMatchObject({ ok: false, error: { code: 'unavailable' } })
      await started(2)
      expect(await thread.call('echo', 2)).toEqual({ ok: true, value: 2 })
      expect(statuses.map((status) => status.state)).toEqual([
        'starting',
        'running',
        'restarting',
        'restarting',
        'running',
      ])
      expect(statuses.at(-1)?.message).toMatch(/stopped unexpectedly and was started again/)
    },
  )
  it('that fails again and again names why, and what to do', async () => {
    const { thread, statuses, started } = start()
    for (const times of [1, 2, 3]) {
      await started(times)
      void thread.call('throw', null)
    }
    await started(4)
    expect(statuses.at(-1)?.message).toMatch(
      /does not work: a bug in the thread\. Quit Sextant .* install it anew/,
    )
  })
  it('is not started again after it was disposed of', async () => {
    const { thread, statuses } = start()
    await thread.call('echo', 0)
    await thread.dispose()
    expect(statuses.at(-1)?.state).toBe('stopped')
    expect(await thread.call('echo', 1)).toMatchObject({ ok: false })
  })
})
