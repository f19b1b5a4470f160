import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { defineComponent, h, nextTick, ref } from 'vue'
import { clockKey } from '../../../../renderer/composables/useClock'
import { useDelayed } from '../../../../renderer/composables/useDelayed'
import { createFakeClock } from '../../../support/fake-clock'

describe('useDelayed', () => {
  it('is true only after the whole wait, and false at once when the wait ends', async () => {
    const clock = createFakeClock()
    const isWaiting = ref(true)
    const wrapper = mount(
      defineComponent(() => {
        const isLate = useDelayed(() => isWaiting.value)
        return () => h('p', String(isLate.value))
      }),
      { global: { provide: { [clockKey as symbol]: clock } } },
    )
    const seen: string[] = []
    const look = async () => {
      await nextTick()
      seen.push(wrapper.text())
    }
    clock.advance(149)
    await look()
    clock.advance(1)
    await look()
    isWaiting.value = false
    await look()
    isWaiting.value = true
    await nextTick()
    clock.advance(100)
    await look()
    expect(seen).toEqual(['false', 'true', 'false', 'false'])
  })
})
