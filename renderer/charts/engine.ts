import type { ECharts, EChartsCoreOption } from 'echarts/core'
import type { InjectionKey } from 'vue'

/** What BaseChart needs of the chart library. */
export type Chart = Pick<
  ECharts,
  'setOption' | 'resize' | 'dispose' | 'dispatchAction' | 'convertFromPixel' | 'convertToPixel'
>
export type ChartOption = EChartsCoreOption

/** Makes a chart inside an element that has a size. */
export type ChartEngine = (element: HTMLElement) => Promise<Chart>

export const chartEngineKey: InjectionKey<ChartEngine> = Symbol('chart engine')

export async function echartsEngine(element: HTMLElement): Promise<Chart> {
  const { init } = await import('./echarts')
  return init(element, null, { renderer: 'canvas' })
}
