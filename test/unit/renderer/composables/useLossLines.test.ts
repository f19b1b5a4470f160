import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { shallowRef } from 'vue'
import { useLossLines } from '../../../../renderer/composables/useLossLines'
import type { RunRow } from '../../../../shared/model/run-query'
import { fail, ok } from '../../../../shared/result'
import { aRow } from '../support/entities'
import { createFakeBridge } from '../support/fake-bridge'
import { withApp } from '../support/mount-app'

const running = (sourceId: string, step = 3): RunRow =>
  aRow(1, { sourceId, metrics: { loss: { value: 1, step, timestamp: 1 } } })

const answer = (values: readonly number[], isComplete = true) =>
  ok({
    isComplete,
    series: [
      {
        key: 'loss',
        step: Float64Array.from(values, (_, index) => index),
        timestamp: new Float64Array(values.length),
        value: Float64Array.from(values),
      },
    ],
    pointCounts: [values.length],
  })

it('asks on until all of a long history is read, and draws nothing of a half', async () => {
  const parts = [answer([9], false), answer([9, 5], false), answer([9, 5, 1])]
  const bridge = createFakeBridge({ 'metrics.history': () => parts.shift() ?? answer([]) })
  const { value: losses } = withApp(bridge, () => useLossLines(() => [running('store')]))
  await flushPromises()
  expect(bridge.inputsOf('metrics.history')).toHaveLength(3)
  expect(losses.of(running('store'))).toEqual([9, 5, 1])
})

it('keeps the runs of two copies of a store apart, and asks again for what could not be read', async () => {
  let isAway = true
  const bridge = createFakeBridge({
    'metrics.history': ({ sourceId }) => {
      if (sourceId === 'store') return answer([3, 2])
      return isAway ? fail('unavailable', 'The disk is not connected.') : answer([7, 8])
    },
  })
  const rows = shallowRef([running('store'), running('copy')])
  const { value: losses } = withApp(bridge, () => useLossLines(() => rows.value))
  await flushPromises()
  expect([losses.of(running('store')), losses.of(running('copy'))]).toEqual([[3, 2], []])
  isAway = false
  rows.value = [running('store'), running('copy')]
  await flushPromises()
  expect(losses.of(running('copy'))).toEqual([7, 8])
  expect(bridge.inputsOf('metrics.history')).toHaveLength(3)
})

it('asks for nothing any more once its place is gone', async () => {
  const bridge = createFakeBridge({ 'metrics.history': () => answer([1], false) })
  const { unmount } = withApp(bridge, () => useLossLines(() => [running('store')]))
  unmount()
  await flushPromises()
  const count = bridge.inputsOf('metrics.history').length
  await flushPromises()
  expect(bridge.inputsOf('metrics.history')).toHaveLength(count)
})
