import { expect, it } from 'vitest'
import { createFeedGate } from '../../../../main/sources/feed-gate'

it('holds the reader up while too much is under way, and lets it go on whichever way that ends', async () => {
  const gate = createFeedGate(2)
  const ends: (() => void)[] = []
  const handOver = () => gate.watch(new Promise<void>((resolve) => ends.push(resolve)))
  const failing = gate.watch(Promise.reject(new Error('gone'))).catch(() => 'failed')
  expect(await failing).toBe('failed')
  void handOver()
  await gate.room()
  const second = handOver()
  let hasRoom = false
  const waiting = gate.room().then(() => (hasRoom = true))
  await Promise.resolve()
  expect(hasRoom).toBe(false)
  ends[1]?.()
  await second
  await waiting
  expect(hasRoom).toBe(true)
})

it('waits alone for what weighs as much as may be under way', async () => {
  const gate = createFeedGate(2)
  let end = () => {}
  const page = gate.watch(new Promise<void>((resolve) => (end = resolve)), 2)
  let hasRoom = false
  const waiting = gate.room().then(() => (hasRoom = true))
  await Promise.resolve()
  expect(hasRoom).toBe(false)
  end()
  await page
  await waiting
  void gate.watch(new Promise<void>(() => {}))
  await gate.room()
})
