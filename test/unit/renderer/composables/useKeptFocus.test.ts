import { mount } from '@vue/test-utils'
import { defineComponent, h, nextTick, ref } from 'vue'
import { afterEach, describe, expect, it } from 'vitest'
import { useKeptFocus } from '../../../../renderer/composables/useKeptFocus'

/** A page of rows with a button each, and one below them; without rows, what `empty` says. */
function setUp(empty: 'nothing' | 'a button') {
  const rows = ref(['a', 'b', 'c'])
  const button = (id: string) => h('button', { id, type: 'button' })
  const Page = defineComponent({
    setup() {
      useKeptFocus()
      return () =>
        h('main', { tabindex: -1, id: 'main' }, [
          rows.value.length > 0
            ? h(
                'ul',
                rows.value.map((id) => h('li', { key: id }, [button(id)])),
              )
            : h('div', empty === 'nothing' ? [] : [button('again')]),
        ])
    },
  })
  const wrapper = mount(Page, { attachTo: document.body })
  const focus = (id: string) => document.getElementById(id)?.focus()
  const keep = async (...ids: string[]) => {
    rows.value = ids
    await nextTick()
    // The observer is told after the change.
    await new Promise<void>((resolve) => {
      const observer = new MutationObserver(() => resolve())
      observer.observe(document.body, { attributes: true })
      document.body.toggleAttribute('data-told')
    })
    return document.activeElement?.id
  }
  return { wrapper, focus, keep }
}

describe('useKeptFocus', () => {
  let unmount = () => {}
  afterEach(() => unmount())
  const page = (empty: 'nothing' | 'a button' = 'nothing') => {
    const made = setUp(empty)
    unmount = () => made.wrapper.unmount()
    return made
  }

  it('goes on to the next row when its own is gone', async () => {
    const { focus, keep } = page()
    focus('b')
    expect(await keep('a', 'c')).toBe('c')
  })

  it('goes back to the row before when the last is gone', async () => {
    const { focus, keep } = page()
    focus('c')
    expect(await keep('a', 'b')).toBe('b')
  })

  it('goes to the page when nothing in it takes a key any more', async () => {
    const { focus, keep } = page()
    focus('a')
    expect(await keep()).toBe('main')
  })

  it('leaves alone what still has it', async () => {
    const { focus, keep } = page()
    focus('a')
    expect(await keep('a')).toBe('a')
  })
})
