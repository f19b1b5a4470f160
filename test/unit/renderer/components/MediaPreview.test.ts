import { expect, it } from 'vitest'
import MediaPreview from '../../../../renderer/components/domain/MediaPreview.vue'
import { mountApp } from '../support/mount-app'

const props = { kind: 'image', path: 'plots/loss.png', name: 'loss.png', bytes: new Uint8Array([1, 2]) }

it('shows a picture from its bytes, and tells its size', async () => {
  const { wrapper } = await mountApp(MediaPreview, { props: { ...props, isWhole: true } })
  const image = wrapper.get('img')
  expect(image.attributes('src')).toMatch(/^blob:/)
  expect(image.attributes('alt')).toBe('loss.png')
  await image.trigger('load')
  expect(wrapper.findComponent(MediaPreview).emitted('size')).toHaveLength(1)
})

it('says of what is none that it cannot be shown', async () => {
  const { wrapper } = await mountApp(MediaPreview, { props: { ...props, isWhole: true } })
  await wrapper.get('img').trigger('error')
  expect(wrapper.text()).toContain('This is no picture that can be shown, whatever its name says.')
})

it('shows no half of a sound', async () => {
  const { wrapper } = await mountApp(MediaPreview, { props: { ...props, kind: 'audio', isWhole: false } })
  expect(wrapper.find('audio').exists()).toBe(false)
  expect(wrapper.text()).toContain('The sound is not whole.')
})
