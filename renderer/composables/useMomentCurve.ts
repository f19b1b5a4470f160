import { computed, type ComputedRef } from 'vue'
import type { AlertDetail } from '../../shared/model/alert'
import { useCall } from '../bridge/useCall'
import { aroundMoment, withGaps, type MomentCurve } from '../charts/moment-curve'
import { chartPlan, drawnLimit, recordedValue } from '../components/alerts/alert-values'
import { longestJoinMs } from '../hardware/gaps'
import { useClock } from './useClock'

const aroundMs = 30 * 60_000
const points = 240
const leastSpanMs = 60_000

export interface Moment {
  /** Null while it is read, and where nothing is known. */
  readonly curve: ComputedRef<MomentCurve | null>
  /** Why there is no curve; empty while it is read or when there is one. */
  readonly lack: ComputedRef<string>
}

/** The value of an alert around its moment, from where that kind of value is kept. */
export function useMomentCurve(detail: () => AlertDetail): Moment {
  const clock = useClock()
  const plan = computed(() => chartPlan(detail().alert, detail().rule))
  const moment = computed(() => detail().alert.occurredAt)

  const metric = useCall(
    'metrics.history',
    () => {
      if (plan.value.kind !== 'metric') return null
      const { sourceId, runId, metric: key } = plan.value
      return { sourceId, runId, keys: [key], maxPoints: 100_000 }
    },
    { forgetOnChange: true, isWhole: (answer) => answer.isComplete },
  )
  const hardware = useCall(
    'hardware.history',
    () => {
      if (plan.value.kind !== 'hardware') return null
      const { metric: name, whole } = recordedValue(plan.value.value)
      const to = Math.min(moment.value + aroundMs, clock.now())
      return { metrics: whole === null ? [name] : [name, whole], from: moment.value - aroundMs, to, points }
    },
    { forgetOnChange: true },
  )

  const reports = useCall(
    'monitoring.history',
    () => (plan.value.kind === 'reports' ? { project: plan.value.project, keys: [plan.value.key] } : null),
    { forgetOnChange: true },
  )

  const drawn = computed(() => {
    if (plan.value.kind === 'metric') return metricPart()
    if (plan.value.kind === 'reports') return reportPart() ?? seenPart()
    return plan.value.kind === 'hardware' ? hardwarePart() : seenPart()
  })

  function metricPart() {
    // Half of a history ends somewhere else than at the moment.
    if (metric.data.value?.isComplete !== true) return null
    const [series] = metric.data.value.series
    if (!series || series.value.length === 0) return null
    return aroundMoment(Float64Array.from(series.timestamp), Float64Array.from(series.value), moment.value)
  }

  function hardwarePart() {
    const [part, whole] = hardware.data.value ?? []
    if (!part || part.takenAt.length === 0) return null
    const wholeAt = new Map(Array.from(whole?.takenAt ?? [], (at, index) => [at, whole?.mean[index] ?? NaN]))
    const value = Float64Array.from(part.takenAt, (at, index) => {
      const mean = part.mean[index] ?? NaN
      return whole ? mean / (wholeAt.get(at) ?? NaN) : mean
    })
    return withGaps({ at: Float64Array.from(part.takenAt), value }, longestJoinMs(part.takenAt, part.slotMs))
  }

  /** Scores of another method stand on another scale: only those of the newest one are drawn. */
  function reportPart() {
    const points = reports.data.value?.[0]?.points ?? []
    const method = points.at(-1)?.methodId ?? null
    const same = points.filter(({ methodId }) => methodId === method)
    if (same.length < 2) return null
    const at = Float64Array.from(same, (point) => point.at)
    return aroundMoment(
      at,
      Float64Array.from(same, ({ value }) => value),
      moment.value,
    )
  }

  /** What Sextant itself saw with this alert: one value a report. */
  function seenPart() {
    const seen = detail().events.filter(({ value, kind }) => value !== null && seenKinds.has(kind))
    const [first, last] = [seen[0], seen.at(-1)]
    // History that was read at once has all of its values at one moment.
    if (!first || !last || last.at - first.at < leastSpanMs) return null
    return {
      at: Float64Array.from(seen, ({ at }) => at),
      value: Float64Array.from(seen, ({ value }) => value ?? NaN),
    }
  }

  const isPending = computed(
    () => metric.isPending.value || hardware.isPending.value || reports.isPending.value,
  )
  const curve = computed<MomentCurve | null>(() =>
    drawn.value === null
      ? null
      : {
          ...drawn.value,
          limit: drawnLimit(detail().alert, detail().rule),
          moment: moment.value,
          isLogged: plan.value.kind === 'metric',
        },
  )
  const lack = computed(() => {
    if (curve.value !== null || isPending.value) return ''
    const error = metric.error.value ?? hardware.error.value
    if (error !== null) return error.message
    if (plan.value.kind === 'hardware') return 'The machine was not recorded around that moment.'
    return plan.value.kind === 'metric' ? 'The store holds no points of this metric any more.' : ''
  })
  return { curve, lack }
}

const seenKinds: ReadonlySet<string> = new Set(['fired', 'repeated', 'escalated', 'resolved'])
