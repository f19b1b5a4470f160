import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { useSettingsStore } from '../../../../renderer/stores/settings'
import { useSnapshotStore } from '../../../../renderer/stores/snapshot'
import type { Bootstrap } from '../../../../shared/contract'
import { defaultSettings } from '../../../../shared/model/settings'
import { fail, ok, type Result } from '../../../../shared/result'
import { aBootstrap, aSnapshot } from '../support/entities'
import { createFakeBridge, deferred } from '../support/fake-bridge'
import { withApp } from '../support/mount-app'

describe('snapshot store', () => {
  it('takes only snapshots newer than what it has', async () => {
    const bridge = createFakeBridge({ 'app.bootstrap': () => ok(aBootstrap(5)) })
    const { value: store } = withApp(bridge, useSnapshotStore)
    await store.start()
    const seen = [6, 4, 6, 9, 8].map((seq) => {
      bridge.push('snapshot', aSnapshot(seq))
      return store.snapshot?.seq
    })
    expect(seen).toEqual([6, 6, 6, 9, 9])
  })

  it('keeps a push that overtook the answer to bootstrap, and the rest of that answer', async () => {
    const answer = deferred<Result<Bootstrap>>()
    const bridge = createFakeBridge({ 'app.bootstrap': () => answer.promise })
    const { value: store } = withApp(bridge, useSnapshotStore)
    const started = store.start()
    bridge.push('snapshot', aSnapshot(7))
    expect(store.isReady).toBe(true)
    answer.resolve(ok(aBootstrap(6)))
    await started
    expect([store.snapshot?.seq, store.isDemo, store.platform]).toEqual([7, true, 'darwin'])
  })

  it('says why it could not start, and starts when asked again', async () => {
    let isUp = false
    const bridge = createFakeBridge({
      'app.bootstrap': () => (isUp ? ok(aBootstrap(1)) : fail('unavailable', 'Still starting.')),
    })
    const { value: store } = withApp(bridge, useSnapshotStore)
    await store.start()
    expect([store.isReady, store.failure?.message]).toEqual([false, 'Still starting.'])
    isUp = true
    await store.start()
    expect([store.isReady, store.failure]).toEqual([true, null])
  })

  it('shows nothing as nothing before the first snapshot', () => {
    const { value: store } = withApp(createFakeBridge(), useSnapshotStore)
    expect([store.isReady, store.catalog.projects, store.sources]).toEqual([false, [], []])
  })
})

describe('settings store', () => {
  it('prefers a push that arrived during bootstrap', async () => {
    const answer = deferred<Result<Bootstrap>>()
    const bridge = createFakeBridge({ 'app.bootstrap': () => answer.promise })
    const { value } = withApp(bridge, () => ({ store: useSnapshotStore(), settings: useSettingsStore() }))
    const started = value.store.start()
    bridge.push('settings', { ...defaultSettings, theme: 'light' })
    answer.resolve(ok(aBootstrap(1)))
    await started
    expect(value.settings.settings.theme).toBe('light')
  })

  it('shows a change at once and takes it back when it could not be kept', async () => {
    const answer = deferred<Result<never>>()
    const bridge = createFakeBridge({ 'settings.update': () => answer.promise })
    const { value: store } = withApp(bridge, useSettingsStore)
    const updating = store.update({ trayTitle: false })
    expect(store.settings.trayTitle).toBe(false)
    answer.resolve(fail('permission', 'settings.json cannot be written.'))
    expect(await updating).toMatchObject({ code: 'permission' })
    await flushPromises()
    expect(store.settings.trayTitle).toBe(true)
  })
})
