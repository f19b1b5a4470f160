import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { bridgeOverPort, servePort, type Port } from '../../../shared/port-rpc'
import { logFaults } from '../../../shared/fault-log'
import { fail, ok } from '../../../shared/result'
import {
  call,
  createClient,
  dispatch,
  push,
  readingText,
  type Bridge,
  type Handlers,
} from '../../../shared/rpc'
import { memoryPorts } from '../../support/memory-ports'

const contract = {
  calls: {
    double: call(v.object({ value: v.pipe(v.number(), v.maxValue(10)) })).returns<number>(),
    explode: call(v.void()).returns<null>(),
    unclonable: call(v.void()).returns<unknown>(),
    large: call(v.object({ isThere: v.boolean() })).returnsText<readonly number[]>(),
  },
  pushes: { news: push<string>() },
} as const
const handlers: Handlers<typeof contract> = {
  double: ({ value }) => ok(value * 2),
  explode: () => {
    throw new Error('secret inside')
  },
  unclonable: () => ok(() => {}),
  large: ({ isThere }) => (isThere ? ok({ text: '[1,2]' }) : fail('not-found', 'It is gone.')),
}

describe('dispatch', () => {
  it('answers a valid call', async () => {
    expect(await dispatch(contract, handlers, 'double', { value: 4 })).toEqual(ok(8))
  })
  it.each(['nothing', 'constructor', '__proto__', 'toString', 5, null])('does not find %s', async (name) => {
    expect(await dispatch(contract, handlers, name, undefined)).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    })
  })
  it('refuses input that is not of the form, before the handler sees it', async () => {
    for (const input of [undefined, {}, { value: 11 }, { value: 'x' }]) {
      const result = await dispatch(contract, handlers, 'double', input)
      expect(result).toMatchObject({ ok: false, error: { code: 'invalid-input' } })
    }
  })
  it('turns a throw into a failure whose sentence says nothing of the inside', async () => {
    const result = await dispatch(contract, handlers, 'explode', undefined)
    expect(result).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(result.ok ? '' : result.error.message).not.toContain('secret')
  })
})

describe('what could not be answered', () => {
  it('is told for the log, without what the input was', async () => {
    const faults: string[] = []
    const onFault = (name: string, detail: string) => {
      faults.push(`${name}: ${detail}`)
      return null
    }
    await dispatch(contract, handlers, 'explode', undefined, onFault)
    await dispatch(contract, handlers, 'double', { value: 'hunter2' }, onFault)
    await dispatch(contract, handlers, 'double', { value: 1 }, onFault)
    const { near, far } = memoryPorts()
    servePort(far, contract, handlers, onFault)
    await createClient<typeof contract>(bridgeOverPort(near)).call('unclonable', undefined)
    expect(faults).toEqual([
      expect.stringMatching(/^explode: Error: secret inside\n +at /),
      'double: not of the expected form: value (number)',
      expect.stringMatching(/^unclonable: .*could not be cloned/),
    ])
  })
  it('has the sentence of who knows better', async () => {
    const known = { code: 'unavailable', message: 'The disk is full.' } as const
    expect(await dispatch(contract, handlers, 'explode', undefined, () => known)).toEqual({
      ok: false,
      error: known,
    })
  })
  it('is logged once a minute where it happens every second', () => {
    const lines: string[] = []
    let now = 0
    const onFault = logFaults((level, message) => lines.push(`${level} ${message}`), { monotonic: () => now })
    for (; now < 130_000; now += 1_000) onFault('appendSample', 'Error: full\n  at x')
    onFault('getRun', 'Error: other')
    expect(lines).toEqual([
      'error appendSample: Error: full\n  at x',
      'error appendSample (and 59 times since): Error: full\n  at x',
      'error appendSample (and 59 times since): Error: full\n  at x',
      'error getRun: Error: other',
    ])
  })
})

describe('over a port', () => {
  function pair(): { near: Port; far: Port } {
    const { near, far } = memoryPorts()
    return { near, far }
  }
  it('carries calls, failures and pushes', async () => {
    const { near, far } = pair()
    const served = servePort(far, contract, handlers)
    const client = createClient<typeof contract>(bridgeOverPort(near))
    const heard: string[] = []
    const stop = client.on('news', (news) => heard.push(news))
    expect(await client.call('double', { value: 5 })).toEqual(ok(10))
    expect(await client.call('explode', undefined)).toMatchObject({ ok: false })
    served.push('news', 'one')
    await client.call('double', { value: 1 })
    stop()
    served.push('news', 'two')
    expect(await client.call('double', { value: 1 })).toEqual(ok(2))
    expect(heard).toEqual(['one'])
  })
  it('answers with a failure when the result cannot be sent', async () => {
    const { near, far } = pair()
    servePort(far, contract, handlers)
    const client = createClient<typeof contract>(bridgeOverPort(near))
    expect(await client.call('unclonable', undefined)).toMatchObject({
      ok: false,
      error: { code: 'internal' },
    })
  })
  it('fails what is waiting, and what comes later, when the other end is gone', async () => {
    const { near } = pair()
    const bridge = bridgeOverPort(near)
    const client = createClient<typeof contract>(bridge)
    const waiting = client.call('double', { value: 1 })
    bridge.disconnect('gone')
    expect(await waiting).toEqual(fail('unavailable', 'gone'))
    expect(await client.call('double', { value: 1 })).toEqual(fail('unavailable', 'gone'))
  })
})

describe('an answer that comes as text', () => {
  const bridge: Bridge = {
    call: (name, input) => dispatch(contract, handlers, name, input),
    on: () => () => {},
  }
  const readers = { large: (text: string) => JSON.parse(text) as readonly number[] }
  const client = createClient<typeof contract>(readingText<typeof contract>(bridge, readers))

  it('is read for who asked', async () => {
    expect(await client.call('large', { isThere: true })).toEqual(ok([1, 2]))
  })
  it('may be a failure, and leaves other answers alone', async () => {
    expect(await client.call('large', { isThere: false })).toEqual(fail('not-found', 'It is gone.'))
    expect(await client.call('double', { value: 4 })).toEqual(ok(8))
  })
})
