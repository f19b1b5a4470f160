import { describe, expect, it } from 'vitest'
import { prepareOrders } from '../../../../../main/store/run-index/prepare-orders'
import { RunIndex } from '../../../../../main/store/run-index/run-index'
import { aRun } from '../../../../support/entities'
import { createFakeClock } from '../../../../support/fake-clock'

function prepared() {
  const index = new RunIndex()
  const clock = createFakeClock()
  const made: string[] = []
  const preparation = prepareOrders(index, clock, (_, { sort }) => {
    made.push(sort)
    return new Uint32Array(0)
  })
  const add = (count: number) => {
    for (let nth = 0; nth < count; nth++)
      index.put({ ...aRun(), row: index.slotCount, lastWriteAt: null, projectTag: null })
    preparation.look()
  }
  return { add, made, clock, preparation }
}

describe('prepareOrders', () => {
  it('waits until no more runs come, and makes one order a turn', () => {
    const { add, made, clock } = prepared()
    add(10_000)
    clock.advance(50)
    add(10_000)
    clock.advance(60)
    expect(made).toEqual([])
    clock.advance(40)
    expect(made).toEqual(['startTime', 'name', 'duration', 'status'])
  })

  it('does so again for twice as many only, and never for few', () => {
    const { add, made, clock } = prepared()
    add(9_000)
    clock.advance(1_000)
    expect(made).toEqual([])
    add(1_000)
    clock.advance(1_000)
    add(9_000)
    clock.advance(1_000)
    expect(made).toHaveLength(4)
    add(1_000)
    clock.advance(1_000)
    expect(made).toHaveLength(8)
  })

  it('ends when it is told to', () => {
    const { add, made, clock, preparation } = prepared()
    add(10_000)
    preparation.dispose()
    clock.advance(1_000)
    expect(made).toEqual([])
  })
})
