import { describe, expect, it } from 'vitest'
import { Disposables } from '../../../shared/lifecycle'

describe('Disposables', () => {
  it('stops in reverse order, once, and goes on after a failure', async () => {
    const stopped: string[] = []
    const parts = new Disposables()
    for (const name of ['a', 'b', 'c']) {
      parts.defer(async () => {
        await Promise.resolve()
        stopped.push(name)
        if (name === 'b') throw new Error('b cannot stop')
      })
    }
    await expect(parts.dispose()).rejects.toThrow(AggregateError)
    await parts.dispose()
    expect(stopped).toEqual(['c', 'b', 'a'])
  })
  it('stops all together where the order does not matter, whatever one of them does', async () => {
    const stopped: string[] = []
    const parts = new Disposables()
    let letGo = () => {}
    const held = new Promise<void>((resolve) => (letGo = resolve))
    parts.defer(() => void stopped.push('a'))
    parts.defer(() => held)
    parts.defer(() => {
      throw new Error('c cannot stop')
    })
    const stopping = parts.disposeTogether()
    expect(stopped).toEqual(['a'])
    letGo()
    await expect(stopping).rejects.toThrow(AggregateError)
    await parts.disposeTogether()
    expect(stopped).toEqual(['a'])
  })
  it('stops at once what is added too late', async () => {
    const parts = new Disposables()
    await parts.dispose()
    let stopped = false
    parts.defer(() => {
      stopped = true
    })
    expect(stopped).toBe(true)
  })
})
