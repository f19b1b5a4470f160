import { useFormat } from '../composables/useFormat'
import type { init as makeEcharts } from './echarts'
import { metricCurve } from './metric-curve'
import { metricOption } from './metric-option'

/** By then the first page stands, also on a slow machine: nothing here may hold that up. */
const afterStartMs = 2_000
/** The engine compiles what runs often: after so many drawings the next one takes a fifth of the first. */
const rehearsals = 4

/**
 * Reads the chart library while the window has nothing else to do, and draws a made-up curve a few times on a canvas
 * that is in no document: of the first chart of a window, 100 ms are code that runs for the first time.
 */
export async function prepareCharts(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, afterStartMs))
  await idle()
  const { init } = await import('./echarts')
  const rehearse = rehearsal(init)
  for (let round = 0; round < rehearsals; round += 1) for (const part of rehearse) await idle().then(part)
}

function idle(): Promise<unknown> {
  return new Promise((resolve) => requestIdleCallback(resolve))
}

/** One drawing in parts, each short enough to hold up no click for long. */
function rehearsal(init: typeof makeEcharts): readonly (() => void)[] {
  const format = useFormat()
  const font = getComputedStyle(document.body).fontFamily
  const black = '#000'
  const theme = {
    text: black,
    textFaint: black,
    line: black,
    lineStrong: black,
    surface: black,
    series: black,
    danger: black,
    font,
  }
  let option = {}
  let chart: ReturnType<typeof init> | null = null
  return [
    () => {
      const curve = metricCurve(madeUp(), { axis: 'step', smoothing: 0, isLog: false }, null)
      option = metricOption(curve, theme, format)
    },
    () => {
      const canvas = { renderer: 'canvas' as const, width: 320, height: 190 }
      chart = init(document.createElement('div'), null, canvas)
      chart.setOption(option, { replaceMerge: ['series', 'xAxis', 'yAxis'] })
    },
    () => {
      chart?.getZr().flush()
      chart?.dispose()
    },
  ]
}

/** As many points as a long history is thinned to. */
function madeUp() {
  const step = Float64Array.from({ length: 4_000 }, (_, index) => index * 250)
  const value = step.map((at) => 1 / (1 + at / 100_000) + Math.sin(at) / 50)
  return { key: 'loss', step, timestamp: step.map((at) => at * 100), value }
}
