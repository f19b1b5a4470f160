import { describe, expect, it } from 'vitest'
import { eventLines, stateSentence } from '../../../../../renderer/components/alerts/alert-events'
import {
  amountText,
  chartPlan,
  drawnLimit,
  drawnText,
  recordedValue,
} from '../../../../../renderer/components/alerts/alert-values'
import { muteTimes } from '../../../../../renderer/components/alerts/mute-times'
import { aroundMoment, withGaps } from '../../../../../renderer/charts/moment-curve'
import { useFormat } from '../../../../../renderer/composables/useFormat'
import type { AlertEvent, AlertEventKind } from '../../../../../shared/model/alert'
import { hardwareValue } from '../../../../../shared/rules/hardware-values'
import { anAlert, aRule } from '../../support/alert-entities'

const event = (at: number, kind: AlertEventKind, patch: Partial<AlertEvent> = {}): AlertEvent => ({
  ...{ at, kind, by: null, value: null, reportId: null, detail: null },
  ...patch,
})

describe('muteTimes', () => {
  it('counts days by the calendar, so that a morning is a morning', () => {
    const evening = new Date(2026, 2, 28, 22, 15).getTime()
    const times = new Map(muteTimes(evening).map(({ id, until }) => [id, until]))
    expect(times.get('hour')).toBe(evening + 3_600_000)
    expect(times.get('tomorrow')).toBe(new Date(2026, 2, 29, 8, 0).getTime())
    expect(times.get('week')).toBe(new Date(2026, 3, 4, 8, 0).getTime())
    expect(times.get('resolved')).toBeNull()
  })
})

describe('eventLines', () => {
  it('puts the newest first and what repeats on end into one line', () => {
    const lines = eventLines([
      event(1, 'fired', { detail: 'loss is NaN' }),
      event(2, 'repeated', { value: 0.5 }),
      event(3, 'repeated', { value: 0.75 }),
      event(4, 'acknowledged', { by: 'mara', detail: 'known' }),
      event(5, 'undone', { by: 'mara', detail: 'some-action-id' }),
    ])
    expect(lines).toEqual([
      { at: 5, words: 'An action was undone by mara', detail: '', count: 1 },
      { at: 4, words: 'Acknowledged by mara', detail: 'known', count: 1 },
      { at: 3, words: 'Seen again', detail: 'value 0.75', count: 2 },
      { at: 1, words: 'Fired', detail: 'loss is NaN', count: 1 },
    ])
  })
})

it('says where an alert stands, and what new and from history mean', () => {
  const sentence = (patch: Parameters<typeof anAlert>[1]) => stateSentence(anAlert(0, patch), useFormat())
  expect(sentence({})).toBe('New: nobody has looked at it yet.')
  expect(sentence({ isBackfill: true })).toMatch(/^From history: /)
  expect(sentence({ state: 'muted' })).toBe('Muted until it is resolved.')
  expect(
    sentence({
      state: 'resolved',
      resolvedBy: 'auto',
      resolvedAt: 1,
      resolution: 'The condition has cleared',
    }),
  ).toMatch(/^Resolved by itself .*: the condition has cleared\.$/)
})

describe('what is drawn of an alert', () => {
  it('is a metric, a value of the machine, or what was seen', () => {
    const memory = aRule({
      condition: { kind: 'hardware', value: 'memory.usedRatio', comparison: 'above', limit: 0.9 },
    })
    expect(chartPlan(anAlert(0, { metric: 'loss' }), aRule())).toMatchObject({
      kind: 'metric',
      metric: 'loss',
    })
    expect(chartPlan(anAlert(0), memory)).toMatchObject({ kind: 'hardware' })
    expect(chartPlan(anAlert(0), null)).toEqual({ kind: 'seen' })
  })

  it('reads shares from their two parts', () => {
    expect(recordedValue(hardwareValue('memory.usedRatio')!)).toEqual({
      metric: 'memory.usedBytes',
      whole: 'memory.totalBytes',
    })
    expect(recordedValue(hardwareValue('gpu.utilizationRatio')!)).toEqual({
      metric: 'gpu.utilizationRatio',
      whole: null,
    })
  })

  it('says a plateau in steps, and draws the metric as it is and without a limit of steps', () => {
    const plateau = aRule({
      condition: {
        kind: 'plateau',
        metric: 'loss',
        goal: 'minimize',
        minimumGainRatio: 0.01,
        overSteps: 1_000,
      },
    })
    expect([1_200, 1_000, 1].map(amountText(plateau))).toEqual([
      '1\u202f200 steps',
      '1\u202f000 steps',
      '1 step',
    ])
    expect(drawnText(plateau)(0.25)).toBe('0.25')
    expect(drawnLimit(anAlert(0, { limit: 1_000 }), plateau)).toBeNull()
    const share = aRule({ condition: { kind: 'drift-share', limit: 0.5 } })
    expect([drawnText(share)(0.4), drawnLimit(anAlert(0, { limit: 0.5 }), share)]).toEqual(['40%', 0.5])
  })

  it('holds no growth against what is in use', () => {
    const swap = aRule({ condition: { kind: 'swap-rate', limitBytesPerMinute: 1e8 } })
    expect(drawnLimit(anAlert(0, { limit: 1e8 }), swap)).toBeNull()
  })
})

describe('the curve around a moment', () => {
  it('takes the part around it of a long series, up to its end', () => {
    const at = Float64Array.from({ length: 1_000 }, (_, index) => index)
    expect(aroundMoment(at, at, 500).at).toHaveLength(240)
    expect([...aroundMoment(at, at, 500).at.slice(0, 1)]).toEqual([380])
    expect(aroundMoment(at, at, 5_000).at.at(-1)).toBe(999)
  })

  it('breaks the line where nothing was recorded', () => {
    const { at, value } = withGaps(
      { at: Float64Array.of(0, 1, 2, 20), value: Float64Array.of(1, 2, 3, 4) },
      3,
    )
    expect([...at]).toEqual([0, 1, 2, 11, 20])
    expect([...value]).toEqual([1, 2, 3, NaN, 4])
  })
})
