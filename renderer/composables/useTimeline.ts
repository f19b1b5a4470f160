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

/** `newest` is the time that a live range ends at, epoch ms. */
export function provideTimeline(newest: () => number): Timeline {
  const range = useStored<TimeRangeId>('hardware-range', '10m', isTimeRange)
  const zoom = shallowRef<TimeWindow | null>(null)
  const cursor = shallowRef<TimePlace | null>(null)
  // A day moves on by two minutes at a time: a chart that would look the same is not drawn again.
  const end = computed(() => {
    const stepMs = Math.max(1_000, spanOf(range.value) / 720)
    return Math.ceil(newest() / stepMs) * stepMs
  })
  const window = computed<TimeWindow>(
    () => zoom.value ?? { from: end.value - spanOf(range.value), to: end.value },
  )
  const timeline: Timeline = {
    range,
    zoom,
    window,
    cursor,
    zoomTo(from, to) {
      const spare = Math.max(0, shortestZoomMs - (to - from)) / 2
      zoom.value = { from: from - spare, to: to + spare }
    },
    unzoom: () => (zoom.value = null),
  }
  provide(timelineKey, timeline)
  return timeline
}

export function useTimeline(): Timeline {
  const timeline = inject(timelineKey)
  if (!timeline) throw new Error('A time chart stands outside of a page with a timeline')
  return timeline
}
