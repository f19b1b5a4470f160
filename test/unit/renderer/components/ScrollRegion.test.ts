import { mount } from '@vue/test-utils'
import { nextTick } from 'vue'
import { afterEach, describe, expect, it, vi } from 'vitest'
import ScrollRegion from '../../../../renderer/components/base/ScrollRegion.vue'

/** Lays out what is observed at once, as wide as it is said to be. */
function layOut(scrollWidth: number): void {
  vi.spyOn(HTMLElement.prototype, 'scrollWidth', 'get').mockReturnValue(scrollWidth)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(100)
  vi.stubGlobal(
    'ResizeObserver',
    class {
      readonly tell: () => void
      constructor(tell: () => void) {
        this.tell = tell
      }
      observe(): void {
        this.tell()
      }
      disconnect(): void {}
    },
  )
}

const region = async () => {
  const wrapper = mount(ScrollRegion, { props: { label: 'Rows' }, slots: { default: '<table />' } })
  await nextTick()
  return wrapper
}

describe('ScrollRegion', () => {
  afterEach(() => {
    vi.restoreAllMocks()
    vi.unstubAllGlobals()
  })

  it('takes the focus, and has a name, when it is wider than its place', async () => {
    layOut(240)
    expect((await region()).attributes()).toMatchObject({
      tabindex: '0',
      role: 'group',
      'aria-label': 'Rows',
    })
  })

  it('is no stop for Tab when all of it is seen', async () => {
    layOut(100)
    expect((await region()).attributes('tabindex')).toBeUndefined()
  })
})
