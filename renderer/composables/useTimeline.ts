import {
  computed,
  inject,
  provide,
  shallowRef,
  type ComputedRef,
  type InjectionKey,
  type Ref,
  type ShallowRef,
} from 'vue'
import {
  isTimeRange,
  shortestZoomMs,
  spanOf,
  type TimeRangeId,
  type TimeWindow,
} from '../hardware/time-ranges'
import { useStored } from './useStored'

/** Where the pointer or the keys are; `owner` is the chart that shows the words. */
export interface TimePlace {
  readonly at: number
  readonly owner: string
}

/** One range, one zoom and one cursor for all time charts of a page. */
export interface Timeline {
  readonly range: Ref<TimeRangeId>
  readonly zoom: ShallowRef<TimeWindow | null>
  /** What charts show: the zoom, or the range up to now. */
  readonly window: ComputedRef<TimeWindow>
  readonly cursor: ShallowRef<TimePlace | null>
  zoomTo(from: number, to: number): void
  unzoom(): void
}

const timelineKey: InjectionKey<Timeline> = Symbol('timeline')

/** A range up to now, chosen by the user. `newest` is the time that it ends at, epoch ms. */
export function provideTimeline(newest: () => number): Timeline {
  const range = useStored<TimeRangeId>('hardware-range', '10m', isTimeRange)
  // A day moves on by two minutes at a time: a chart that would look the same is not drawn again.
  return provideWith(range, () => {
    const to = inSteps(newest(), spanOf(range.value))
    return { from: to - spanOf(range.value), to }
  })
}

/** One stretch of time: from when something began until it ended, or, with null, until `newest`. */
export function provideSpanTimeline(
  span: () => { readonly from: number; readonly to: number | null },
  newest: () => number,
): Timeline {
  return provideWith(shallowRef<TimeRangeId>('1m'), () => {
    const { from, to } = span()
    return { from, to: to ?? inSteps(newest(), newest() - from) }
  })
}

function provideWith(range: Ref<TimeRangeId>, whole: () => TimeWindow): Timeline {
  const zoom = shallowRef<TimeWindow | null>(null)
  const window = computed<TimeWindow>(() => zoom.value ?? whole())
  const timeline: Timeline = {
    range,
    zoom,
    window,
    cursor: shallowRef<TimePlace | null>(null),
    zoomTo(from, to) {
      const spare = Math.max(0, shortestZoomMs - (to - from)) / 2
      zoom.value = { from: from - spare, to: to + spare }
    },
    unzoom: () => (zoom.value = null),
  }
  provide(timelineKey, timeline)
  return timeline
}

function inSteps(at: number, spanMs: number): number {
  const stepMs = Math.max(1_000, spanMs / 720)
  return Math.ceil(at / stepMs) * stepMs
}

export function useTimeline(): Timeline {
  const timeline = inject(timelineKey)
  if (!timeline) throw new Error('A time chart stands outside of a page with a timeline')
  return timeline
}
