import { inject, provide, shallowRef, type InjectionKey, type ShallowRef } from 'vue'
import type { AxisMode } from '../../shared/series/curve'
import type { AxisRange } from '../charts/metric-curve'

/** A place on the shared horizontal axis; charts on another axis ignore it. */
export interface CursorPlace {
  readonly axis: AxisMode
  readonly x: number
  /** The chart that the pointer is over: it draws its own line. */
  readonly owner: string
}

/** One cursor and one zoom for all charts of a page. */
export interface ChartCursor {
  readonly place: ShallowRef<CursorPlace | null>
  readonly range: ShallowRef<AxisRange | null>
}

const cursorKey: InjectionKey<ChartCursor> = Symbol('chart cursor')

export function provideChartCursor(): ChartCursor {
  const cursor = newCursor()
  provide(cursorKey, cursor)
  return cursor
}

/** The page's cursor, or one of the chart's own where the page has none. */
export function useChartCursor(): ChartCursor {
  return inject(cursorKey, newCursor, true)
}

function newCursor(): ChartCursor {
  return { place: shallowRef<CursorPlace | null>(null), range: shallowRef<AxisRange | null>(null) }
}
