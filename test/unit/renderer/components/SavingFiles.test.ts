import { flushPromises } from '@vue/test-utils'
import { nextTick } from 'vue'
import { expect, it } from 'vitest'
import SavingFiles from '../../../../renderer/components/domain/SavingFiles.vue'
import { useActions } from '../../../../renderer/composables/useActions'
import { useToastStore } from '../../../../renderer/stores/toasts'
import type { SavingFile } from '../../../../shared/model/saving'
import { fail, ok, type Result } from '../../../../shared/result'
import type { SavedFile } from '../../../../shared/model/saving'
import { createFakeBridge } from '../support/fake-bridge'
import { mountApp, withApp } from '../support/mount-app'

const saving: SavingFile = {
  saveId: 7,
  name: 'weights.bin',
  savedBytes: 16_000_000,
  totalBytes: 64_000_000,
  isStopping: false,
}

it('shows nothing of a save that takes less than half a second', async () => {
  const { wrapper, bridge, clock } = await mountApp(SavingFiles)
  bridge.push('saves.changed', [saving])
  await nextTick()
  clock.advance(499)
  await nextTick()
  expect(wrapper.text()).toBe('')
  bridge.push('saves.changed', [])
  await nextTick()
  clock.advance(5_000)
  await nextTick()
  expect(wrapper.text()).toBe('')
})

it('shows how much of how much is saved, and stops it', async () => {
  const { wrapper, bridge, clock } = await mountApp(SavingFiles)
  bridge.push('saves.changed', [saving])
  await nextTick()
  clock.advance(500)
  await nextTick()
  expect(wrapper.text()).toContain('Saving “weights.bin”')
  expect(wrapper.text()).toContain('16.0 MB of 64.0 MB')
  expect(wrapper.get('[role=progressbar]').attributes('aria-valuenow')).toBe('25')
  await wrapper.get('button').trigger('click')
  expect(bridge.inputsOf('saves.stop')).toEqual([{ saveId: 7 }])
  bridge.push('saves.changed', [{ ...saving, isStopping: true }])
  await nextTick()
  expect(wrapper.text()).toContain('Stopping…')
  expect(wrapper.get('button').attributes('disabled')).toBe('')
})

it('claims no share of a size that nobody told', async () => {
  const { wrapper, bridge, clock } = await mountApp(SavingFiles)
  bridge.push('saves.changed', [{ ...saving, savedBytes: 0, totalBytes: null }])
  await nextTick()
  clock.advance(500)
  await nextTick()
  expect(wrapper.text()).toContain('Waiting for the first byte…')
  bridge.push('saves.changed', [{ ...saving, totalBytes: null }])
  await nextTick()
  expect(wrapper.text()).toContain('16.0 MB so far')
  expect(wrapper.find('[role=progressbar]').exists()).toBe(false)
})

it('shows what was under way when the window opened', async () => {
  const bridge = createFakeBridge({ 'saves.list': () => ok([saving]) })
  const { wrapper, clock } = await mountApp(SavingFiles, { bridge })
  await flushPromises()
  clock.advance(500)
  await nextTick()
  expect(wrapper.text()).toContain('16.0 MB of 64.0 MB')
})

const outcomes: readonly (readonly [string, Result<SavedFile | null>, readonly string[]])[] = [
  ['it is whole', ok({ name: 'mine.bin', bytes: 64_000_000 }), ['“mine.bin” saved, 64.0 MB.']],
  ['it failed', fail('unavailable', 'lab broke off.'), ['“weights.bin” was not saved. lab broke off.']],
  ['it was stopped', fail('cancelled', 'Saving was stopped.'), []],
  ['the dialog was closed', ok(null), []],
]
it.each(outcomes)('says what came of it when %s', async (_name, outcome, said) => {
  const bridge = createFakeBridge({ 'artifacts.saveAs': () => outcome })
  const { value } = withApp(bridge, () => ({ actions: useActions(), toasts: useToastStore() }))
  await value.actions.saveArtifact({
    sourceId: 's',
    owner: { kind: 'run', runId: 'r' },
    path: 'a/weights.bin',
  })
  expect(value.toasts.toasts.map((toast) => toast.message)).toEqual(said)
})
