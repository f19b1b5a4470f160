import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import RunSearchField from '../../../../renderer/components/domain/RunSearchField.vue'
import { useRunSearch } from '../../../../renderer/composables/useRunSearch'
import { aSnapshot } from '../support/entities'
import { createFakeBridge } from '../support/fake-bridge'
import { mountApp, withLayout } from '../support/mount-app'

let restoreLayout = () => {}
beforeEach(() => {
  restoreLayout = withLayout(900, 640)
})
afterEach(() => {
  restoreLayout()
  document.body.replaceChildren()
})

/** The field with what a page keeps of it. */
async function setUp() {
  const bridge = createFakeBridge()
  const left: string[] = []
  const state = { search: () => ({ text: '', accepted: '' }) }
  const page = defineComponent({
    setup() {
      const search = useRunSearch()
      state.search = () => ({ text: search.text.value, accepted: search.accepted.value })
      return () =>
        h(RunSearchField, {
          search,
          placeholder: 'Filter runs',
          onLeave: () => left.push(search.text.value),
        })
    },
  })
  const { wrapper } = await mountApp(page, { bridge })
  bridge.push(
    'snapshot',
    aSnapshot(2, { metricKeys: ['loss', 'val/loss'], paramKeys: ['lr'], tagKeys: ['team'] }),
  )
  await flushPromises()
  const input = wrapper.get('input')
  input.element.focus()
  const type = async (text: string) => {
    await input.setValue(text)
    input.element.setSelectionRange(text.length, text.length)
    await input.trigger('keyup')
  }
  const options = () => wrapper.findAll('[role=option] code').map((option) => option.text())
  return { wrapper, input, type, options, left, search: () => state.search() }
}

describe('RunSearchField', () => {
  it('completes a name and a comparison by arrows and Return, and leaves to the results only then', async () => {
    const { input, type, options, left, search } = await setUp()
    await type('los')
    expect(options()).toEqual(['metrics.loss', 'metrics.val/loss'])
    expect(input.attributes('aria-expanded')).toBe('true')
    await input.trigger('keydown', { key: 'ArrowDown' })
    const active = input.attributes('aria-activedescendant') ?? ''
    expect(document.getElementById(active)?.getAttribute('aria-selected')).toBe('true')
    await input.trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(search().text).toBe('metrics.loss ')
    expect(options()).toContain('<=')
    await type('metrics.loss < 0.5')
    await input.trigger('keydown', { key: 'Enter' })
    expect(left).toEqual(['metrics.loss < 0.5'])
    expect(search().accepted).toBe('metrics.loss < 0.5')
  })

  it('says what is missing without calling it a mistake while one is typing, and keeps the last search', async () => {
    const { wrapper, input, type, search } = await setUp()
    await type('vision')
    await type('vision metrics.loss <')
    expect(search().accepted).toBe('vision')
    expect(wrapper.get('[role=status]').text()).toBe('Expected a number after metrics.loss <.')
    expect(input.attributes('aria-invalid')).toBe('false')
    expect(wrapper.find('.faulty').exists()).toBe(false)
    await input.trigger('keydown', { key: 'Enter' })
    expect(input.attributes('aria-invalid')).toBe('true')
    expect(input.attributes('aria-describedby')).toBe(wrapper.get('[role=status]').attributes('id'))
  })

  it('marks a mistake where it is', async () => {
    const { wrapper, type } = await setUp()
    await type('metrics.loss < low AND a')
    expect(wrapper.get('.faulty').text()).toBe('low')
    expect(wrapper.get('.mirror').text()).toBe('metrics.loss < low')
    expect(wrapper.get('[role=status]').text()).toContain('not with “low”')
  })

  it('closes what it offers by Escape, then clears, and goes on by an arrow where nothing is offered', async () => {
    const { input, type, options, left, search } = await setUp()
    await type('los')
    await input.trigger('keydown', { key: 'Escape' })
    expect(options()).toEqual([])
    expect(search().text).toBe('los')
    await input.trigger('keydown', { key: 'ArrowDown' })
    expect(left).toEqual(['los'])
    await input.trigger('keydown', { key: 'Escape' })
    expect(search().text).toBe('')
  })

  it('says what a name lacks to be a comparison, quietly, and takes it for a word at Return', async () => {
    const { wrapper, input, type, left, search } = await setUp()
    await type('vision')
    await type('vision status')
    expect(search().accepted).toBe('vision')
    expect(wrapper.get('[role=status]').text()).toBe('Expected = != LIKE ILIKE IN or IS NULL after status.')
    expect(input.attributes('aria-invalid')).toBe('false')
    await input.trigger('keydown', { key: 'Enter' })
    expect(search().accepted).toBe('vision status')
    expect(left).toEqual(['vision status'])
    expect(wrapper.find('[role=status]').exists()).toBe(false)
  })

  it('takes what is in it as it is when it is left', async () => {
    const { input, type, search } = await setUp()
    await type('status')
    expect(search().accepted).toBe('')
    input.element.blur()
    await flushPromises()
    expect(search().accepted).toBe('status')
  })

  it('puts an example of its help into the field', async () => {
    const { wrapper, search } = await setUp()
    await wrapper.get('[aria-label="Search help"]').trigger('click')
    await flushPromises()
    const examples = [...document.querySelectorAll('[role=dialog] li button')]
    const example = examples.find((one) => one.textContent.includes('metrics.loss < 0.5'))
    if (!(example instanceof HTMLElement)) throw new Error('There is no such example.')
    example.click()
    await flushPromises()
    expect(search().accepted).toBe('metrics.loss < 0.5')
    expect(document.querySelector('[role=dialog]')).toBeNull()
  })
})
