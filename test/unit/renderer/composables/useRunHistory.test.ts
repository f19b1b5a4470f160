import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { ref } from 'vue'
import { useRunHistory } from '../../../../renderer/composables/useRunHistory'
import { ok } from '../../../../shared/result'
import { createFakeBridge } from '../support/fake-bridge'
import { withApp } from '../support/mount-app'

interface HistoryInput {
  readonly runId: string
  readonly keys: readonly string[]
  readonly maxPoints?: number
}

function setUp() {
  let points = 2
  const bridge = createFakeBridge({
    'metrics.history': ({ keys }) =>
      ok({
        series: keys.map((key) => ({
          key,
          step: new Float64Array(points),
          timestamp: new Float64Array(points),
          value: new Float64Array(points),
        })),
        pointCounts: keys.map(() => points * 10),
        isComplete: true,
      }),
  })
  const runId = ref('a')
  const { value: history } = withApp(bridge, () =>
    useRunHistory(() => ({ sourceId: 'store', runId: runId.value })),
  )
  const asked = () => bridge.inputsOf('metrics.history') as HistoryInput[]
  return { history, runId, asked, grow: () => (points += 1) }
}

describe('useRunHistory', () => {
  it('asks once for all charts that come into sight together, and not again for what it holds', async () => {
    const { history, asked } = setUp()
    history.setNear('loss', true)
    history.setNear('accuracy', true)
    await flushPromises()
    history.setNear('loss', false)
    history.setNear('loss', true)
    await flushPromises()
    expect(asked().map(({ keys }) => keys)).toEqual([['loss', 'accuracy']])
    expect(history.held.value.get('loss')).toMatchObject({ storedCount: 20 })
  })

  it('reads again what is on screen when the run changed, and keeps showing the old points meanwhile', async () => {
    const { history, asked, grow } = setUp()
    history.setNear('loss', true)
    history.setNear('accuracy', true)
    await flushPromises()
    history.setNear('accuracy', false)
    grow()
    history.refresh()
    expect(history.held.value.get('loss')?.series.value.length).toBe(2)
    await flushPromises()
    expect(history.held.value.get('loss')?.series.value.length).toBe(3)
    expect(asked().at(-1)?.keys).toEqual(['loss'])
    history.setNear('accuracy', true)
    await flushPromises()
    expect(asked().at(-1)?.keys).toEqual(['accuracy'])
  })

  it('reads ahead once, together with what is in sight, and leaves it to the charts to ask again', async () => {
    const { history, asked } = setUp()
    history.readAhead(['loss', 'accuracy'])
    history.setNear('loss', true)
    await flushPromises()
    expect(asked().map(({ keys }) => keys)).toEqual([['loss', 'accuracy']])
    expect(history.held.value.has('accuracy')).toBe(true)
    history.refresh()
    await flushPromises()
    expect(asked().at(-1)?.keys).toEqual(['loss'])
  })

  it('splits many charts into several calls', async () => {
    const { history, asked } = setUp()
    for (let index = 0; index < 60; index += 1) history.setNear(`metric${index}`, true)
    await flushPromises()
    expect(asked().map(({ keys }) => keys.length)).toEqual([24, 24, 12])
  })

  it('forgets one run before it shows another', async () => {
    const { history, runId, asked } = setUp()
    history.setNear('loss', true)
    await flushPromises()
    runId.value = 'b'
    await Promise.resolve()
    await flushPromises()
    expect(asked().map((input) => input.runId)).toEqual(['a', 'b'])
  })

  it('asks for more points once a thinned chart is zoomed', async () => {
    const { history, asked } = setUp()
    history.setNear('loss', true)
    await flushPromises()
    history.setFine(true)
    await flushPromises()
    expect(asked().map(({ maxPoints }) => maxPoints)).toEqual([4_000, 60_000])
  })
})
