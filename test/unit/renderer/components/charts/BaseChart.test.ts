import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import BaseChart from '../../../../../renderer/components/charts/BaseChart.vue'
import type { Chart } from '../../../../../renderer/charts/engine'
import { mountApp, withLayout, type FakeChart } from '../../support/mount-app'

let putBack = () => {}
beforeEach(() => (putBack = withLayout(400, 200)))
afterEach(() => putBack())

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve))

/** As ECharts: 100 px are the newest step, and with `lazyUpdate` there is no scale until a frame later. */
function giveScale(chart: FakeChart): void {
  const last = () => (chart.options.at(-1)?.['steps'] ?? NaN) as number
  let isLazy = false
  chart.setOption = ((option: { steps: number }, how?: { lazyUpdate?: boolean }) => {
    chart.options.push(option)
    isLazy = how?.lazyUpdate === true
  }) as Chart['setOption']
  chart.convertFromPixel = ((_axis: unknown, px: number) =>
    isLazy ? NaN : (px * last()) / 100) as unknown as Chart['convertFromPixel']
  chart.convertToPixel = ((_axis: unknown, x: number) =>
    isLazy ? NaN : (x * 100) / last()) as unknown as Chart['convertToPixel']
}

async function setUp() {
  const props = { option: { steps: 10 }, sentence: 'loss', cursorX: null }
  const { wrapper, charts } = await mountApp(BaseChart, { props })
  await flushPromises()
  const [chart] = charts
  if (chart === undefined) throw new Error('No chart was made.')
  giveScale(chart)
  await wrapper.setProps({ option: { steps: 20 } })
  await nextFrame()
  const hovers = () => (wrapper.emitted('hover') ?? []).map(([x]) => x)
  return { wrapper, chart, hovers }
}

describe('a chart that grows', () => {
  it('tells what is beneath a pointer that rests, as long as it is there', async () => {
    const { wrapper, chart, hovers } = await setUp()
    const tips: unknown[] = []
    chart.dispatchAction = (action) => void tips.push(action)
    const event = new PointerEvent('pointermove', { bubbles: true })
    Object.defineProperties(event, { offsetX: { value: 50 }, offsetY: { value: 90 } })
    wrapper.get('.base-chart').element.dispatchEvent(event)
    await wrapper.setProps({ option: { steps: 40 } })
    await nextFrame()
    expect(hovers()).toEqual([10, 20])
    await wrapper.get('.base-chart').trigger('pointerleave')
    await wrapper.setProps({ option: { steps: 80 } })
    await nextFrame()
    expect(hovers()).toEqual([10, 20, null])
    // ECharts would leave its tooltip at the point that was there before.
    expect(tips).toEqual([{ type: 'showTip', x: 50, y: 90 }])
  })

  it('moves the cursor of another chart with its scale', async () => {
    const { wrapper } = await setUp()
    const left = () => wrapper.get<HTMLElement>('.cursor').element.style.left
    await wrapper.setProps({ cursorX: 10 })
    expect(left()).toBe('50px')
    await wrapper.setProps({ option: { steps: 40 } })
    await nextFrame()
    await flushPromises()
    expect(left()).toBe('25px')
  })

  it('draws several changes of one frame once', async () => {
    const { wrapper, chart } = await setUp()
    const before = chart.options.length
    await wrapper.setProps({ option: { steps: 30 } })
    await wrapper.setProps({ option: { steps: 40 } })
    await nextFrame()
    expect(chart.options.slice(before)).toEqual([{ steps: 40 }])
  })
})
