import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { ref } from 'vue'
import { useCall } from '../../../../renderer/bridge/useCall'
import { fail, ok, type Result } from '../../../../shared/result'
import type { RunDetail } from '../../../../shared/model/run-query'
import { aDetail } from '../support/entities'
import { createFakeBridge, deferred } from '../support/fake-bridge'
import { withApp } from '../support/mount-app'

const refOf = (runId: string) => ({ sourceId: 'store', runId })

describe('useCall', () => {
  it('drops the late answer to an older question', async () => {
    const answers = new Map([
      ['a', deferred<Result<RunDetail>>()],
      ['b', deferred<Result<RunDetail>>()],
    ])
    const bridge = createFakeBridge({ 'runs.get': ({ runId }) => answers.get(runId)!.promise })
    const runId = ref('a')
    const { value: state } = withApp(bridge, () => useCall('runs.get', () => refOf(runId.value)))
    runId.value = 'b'
    await flushPromises()
    answers.get('b')!.resolve(ok(aDetail({ runId: 'b' })))
    await flushPromises()
    answers.get('a')!.resolve(ok(aDetail({ runId: 'a' })))
    await flushPromises()
    expect(state.data.value?.runId).toBe('b')
  })

  it('keeps the last good answer when a refresh fails, and recovers', async () => {
    let isLocked = false
    const bridge = createFakeBridge({
      'runs.get': () => (isLocked ? fail('locked', 'mlflow.db is locked.') : ok(aDetail())),
    })
    const { value: state } = withApp(bridge, () => useCall('runs.get', () => refOf('run1')))
    await flushPromises()
    isLocked = true
    await state.refresh()
    expect([state.data.value?.runId, state.error.value?.message]).toEqual(['run1', 'mlflow.db is locked.'])
    isLocked = false
    await state.refresh()
    expect(state.error.value).toBeNull()
  })

  it('forgets one run before it shows another', async () => {
    const never = deferred<Result<RunDetail>>()
    const bridge = createFakeBridge({
      'runs.get': ({ runId }) => (runId === 'a' ? ok(aDetail()) : never.promise),
    })
    const runId = ref('a')
    const { value: state } = withApp(bridge, () =>
      useCall('runs.get', () => refOf(runId.value), { forgetOnChange: true }),
    )
    await flushPromises()
    runId.value = 'b'
    await flushPromises()
    expect([state.data.value, state.isFirstLoad.value]).toEqual([null, true])
  })
})
