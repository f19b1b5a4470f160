import { MessageChannel } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { oneATurn } from '../../../../main/threads/one-a-turn'

it('lets another port in between pieces of work, however fast they come', async () => {
  const [feed, window] = [new MessageChannel(), new MessageChannel()]
  const inTurn = oneATurn()
  const order: string[] = []
  const answered = new Promise<void>((resolve) => {
    window.port2.on('message', () => {
      order.push('window')
      resolve()
    })
  })
  let pieces = 0
  feed.port2.on('message', () => {
    void inTurn(() => {
      order.push('piece')
      if (pieces++ === 0) window.port1.postMessage('ask')
      if (pieces < 50) feed.port1.postMessage('more')
    })
  })
  feed.port1.postMessage('first')
  feed.port1.postMessage('second')
  await answered
  feed.port1.close()
  window.port1.close()
  expect(order.indexOf('window')).toBeLessThan(5)
})

it('keeps the order of the work, goes on after a failure, and gives back what each piece gives', async () => {
  const inTurn = oneATurn()
  const done: number[] = []
  const one = inTurn(() => done.push(1))
  const two = inTurn((): number => {
    throw new Error('two')
  })
  const three = inTurn(() => done.push(3))
  await expect(two).rejects.toThrow('two')
  expect([await one, await three]).toEqual([1, 2])
  expect(done).toEqual([1, 3])
})
