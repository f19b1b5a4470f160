import { expect, it } from 'vitest'
import { createFeedGate } from '../../../../main/sources/feed-gate'
import { createFirstPages } from '../../../../main/sources/first-pages'

const settle = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}

function make() {
  const gate = createFeedGate(2)
  const delays: (() => void)[] = []
  const time = { now: 0 }
  const handOver = createFirstPages({
    gate,
    most: 2,
    monotonic: () => time.now,
    delay: () => new Promise((resolve) => delays.push(resolve)),
  })
  const hasRoom = async () => {
    let room = false
    void gate.room().then(() => (room = true))
    await settle()
    return room
  }
  return { handOver, hasRoom, delays, time }
}

it('keeps the first runs of a store, and gives them time, before there is room for more', async () => {
  const { handOver, hasRoom, delays } = make()
  void handOver('a', false, () => new Promise(() => {}))
  expect(await hasRoom()).toBe(true)
  let end = () => {}
  const sent = handOver('b', true, () => new Promise<void>((resolve) => (end = resolve)))
  expect(await hasRoom()).toBe(false)
  end()
  await sent
  expect(await hasRoom()).toBe(false)
  delays[0]?.()
  expect(await hasRoom()).toBe(true)
})

it('gives no time to later pages, nor to stores that begin just after another', async () => {
  const { handOver, hasRoom, delays, time } = make()
  const page = (sourceId: string) => handOver(sourceId, true, () => Promise.resolve())
  await page('a')
  await settle()
  delays[0]?.()
  expect(await hasRoom()).toBe(true)
  time.now += 500
  await page('b')
  await page('a')
  expect([await hasRoom(), delays.length]).toEqual([true, 1])
  time.now += 1_001
  await page('c')
  expect([await hasRoom(), delays.length]).toEqual([false, 2])
})

it('makes room after a page that could not be kept', async () => {
  const { handOver, hasRoom, delays } = make()
  const failed = handOver('a', true, () => Promise.reject(new Error('gone')))
  await expect(failed).rejects.toThrow('gone')
  await settle()
  delays[0]?.()
  expect(await hasRoom()).toBe(true)
})
