import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { useMomentCurve } from '../../../../renderer/composables/useMomentCurve'
import { ok } from '../../../../shared/result'
import { aDetail, aRule, anAlert } from '../support/alert-entities'
import { createFakeBridge, deferred } from '../support/fake-bridge'
import { withApp } from '../support/mount-app'

const alert = anAlert(1, { metric: 'loss', occurredAt: 2_900_000 })
const detail = aDetail(alert, {
  rule: aRule({ condition: { kind: 'metric-not-finite', metric: 'loss' } }),
})

/** One point a second. */
const history = (count: number, isComplete: boolean) => {
  const at = Float64Array.from({ length: count }, (_, index) => index * 1_000)
  return { series: [{ key: 'loss', step: at, timestamp: at, value: at }], pointCounts: [count], isComplete }
}

it('draws the moment of an alert once all of the history is read, not where the reading had come to', async () => {
  const rest = deferred<void>()
  let asked = 0
  const bridge = createFakeBridge({
    'metrics.history': async () => {
      asked += 1
      if (asked === 1) return ok(history(500, false))
      await rest.promise
      return ok(history(3_000, true))
    },
  })
  const { value: moment } = withApp(bridge, () => useMomentCurve(() => detail))
  await flushPromises()
  expect([moment.curve.value, moment.lack.value]).toEqual([null, ''])
  rest.resolve()
  await flushPromises()
  const drawn = moment.curve.value?.at ?? []
  expect(drawn[0]).toBeLessThan(alert.occurredAt)
  expect(drawn.at(-1)).toBeGreaterThan(alert.occurredAt)
})

it.each([4_000, 10_000, 40_000])(
  'draws a line through samples of the machine every %s ms',
  async (everyMs) => {
    const hot = anAlert(2, { occurredAt: 1_800_000_000_000 - 3_600_000, limit: 0.9 })
    const rule = aRule({
      condition: { kind: 'hardware', value: 'gpu.utilizationRatio', comparison: 'above', limit: 0.9 },
    })
    const bridge = createFakeBridge({
      'hardware.history': ({ metrics, from, to }) => {
        // Recorded at full resolution; in the middle the machine slept for ten minutes.
        const all = Array.from(
          { length: Math.floor((to - from) / everyMs) },
          (_, index) => from + index * everyMs,
        )
        const takenAt = Float64Array.from(all.filter((at) => Math.abs(at - hot.occurredAt) > 300_000))
        const mean = new Float32Array(takenAt.length).fill(0.5)
        return ok(metrics.map((metric) => ({ metric, takenAt, slotMs: 1_000, min: mean, mean, max: mean })))
      },
    })
    const { value: moment } = withApp(bridge, () => useMomentCurve(() => aDetail(hot, { rule })))
    await flushPromises()
    const values = moment.curve.value?.value ?? []
    expect(values.length).toBeGreaterThan(30)
    expect(values.filter(Number.isNaN)).toHaveLength(1)
  },
)
