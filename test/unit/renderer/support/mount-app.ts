import { enableAutoUnmount, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { createApp, defineComponent, h, type Component } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import {
  chartEngineKey,
  type Chart,
  type ChartEngine,
  type ChartOption,
} from '../../../../renderer/charts/engine'
import { clientKey, connect } from '../../../../renderer/bridge/client'
import { clockKey } from '../../../../renderer/composables/useClock'
import { afterEach } from 'vitest'
import { createFakeClock, type FakeClock } from '../../../support/fake-clock'
import { createFakeBridge, type FakeBridge } from './fake-bridge'

// A window's listeners outlive its elements: the next test would have two windows.
enableAutoUnmount(afterEach)

export interface Mounted {
  readonly wrapper: VueWrapper
  readonly bridge: FakeBridge
  readonly clock: FakeClock
  readonly router: Router
  readonly charts: FakeChart[]
}

export interface FakeChart extends Chart {
  readonly options: ChartOption[]
  isDisposed: boolean
}

interface MountOptions {
  readonly bridge?: FakeBridge
  readonly props?: Record<string, unknown>
  readonly slots?: Record<string, string>
  readonly path?: string
}

/** Mounts a component with everything the window provides, all of it fake and passed by parameter. */
export async function mountApp(component: Component, options: MountOptions = {}): Promise<Mounted> {
  const bridge = options.bridge ?? createFakeBridge()
  const clock = createFakeClock()
  const charts: FakeChart[] = []
  const nothing = { render: () => null }
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:rest(.*)*', component: nothing }],
  })
  await router.push(options.path ?? '/')
  const wrapper = mount(component, {
    props: options.props ?? {},
    slots: options.slots ?? {},
    attachTo: document.body,
    global: {
      plugins: [createPinia(), router],
      provide: {
        [clientKey as symbol]: connect(bridge),
        [clockKey as symbol]: clock,
        [chartEngineKey as symbol]: fakeEngine(charts),
      },
    },
  }) as VueWrapper
  return { wrapper, bridge, clock, router, charts }
}

/** Runs a composable or store inside an app, as a component's setup would. */
export function withApp<T>(bridge: FakeBridge, setup: () => T): { value: T; unmount: () => void } {
  const holder: { value: T | null } = { value: null }
  const app = createApp(
    defineComponent({
      setup() {
        holder.value = setup()
        return () => h('div')
      },
    }),
  )
  app.use(createPinia())
  app.provide(clientKey, connect(bridge))
  app.provide(clockKey, createFakeClock())
  app.mount(document.createElement('div'))
  return { value: holder.value as T, unmount: () => app.unmount() }
}

function fakeEngine(charts: FakeChart[]): ChartEngine {
  return async () => {
    const chart: FakeChart = {
      options: [],
      isDisposed: false,
      setOption: (option: ChartOption) => void chart.options.push(option),
      resize: () => {},
      dispose: () => void (chart.isDisposed = true),
      dispatchAction: () => {},
      convertFromPixel: (() => 0) as unknown as Chart['convertFromPixel'],
      convertToPixel: (() => 0) as unknown as Chart['convertToPixel'],
    }
    charts.push(chart)
    return chart
  }
}

/** happy-dom lays nothing out: gives every element this size while the test runs, and puts things back. */
export function withLayout(width: number, height: number): () => void {
  const sizes = { offsetWidth: width, offsetHeight: height, clientWidth: width, clientHeight: height }
  const before = Object.keys(sizes).map(
    (name) => [name, Object.getOwnPropertyDescriptor(HTMLElement.prototype, name)] as const,
  )
  for (const [name, value] of Object.entries(sizes)) {
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => value })
  }
  return () => {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(HTMLElement.prototype, name, descriptor)
      else Reflect.deleteProperty(HTMLElement.prototype, name)
    }
  }
}
