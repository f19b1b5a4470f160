import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { useActions } from '../../../../renderer/composables/useActions'
import { useToastStore } from '../../../../renderer/stores/toasts'
import { useUiStore } from '../../../../renderer/stores/ui'
import { fail, ok } from '../../../../shared/result'
import { createFakeBridge } from '../support/fake-bridge'
import { withApp } from '../support/mount-app'

function setUp(bridge: ReturnType<typeof createFakeBridge>) {
  return withApp(bridge, () => ({ actions: useActions(), toasts: useToastStore(), ui: useUiStore() })).value
}

describe('actions', () => {
  it('remove a folder with a way back', async () => {
    const bridge = createFakeBridge({
      'roots.add': ({ path }) => ok({ root: path, sourceCount: 1, isNew: true }),
    })
    const { actions, toasts } = setUp(bridge)
    await actions.removeRoot('/Users/mara/mlruns')
    expect(toasts.toasts.map(({ message }) => message)).toEqual(['No longer watching “mlruns”.'])
    toasts.undoLast()
    await flushPromises()
    expect(bridge.inputsOf('roots.add')).toEqual([{ path: '/Users/mara/mlruns' }])
  })

  it('say nothing when the dialog was cancelled', async () => {
    const { actions, toasts } = setUp(createFakeBridge({ 'roots.choose': () => ok(null) }))
    await actions.addRoot('folder')
    expect(toasts.toasts).toEqual([])
  })

  it('say what was found, and what could not be done', async () => {
    const bridge = createFakeBridge({
      'roots.choose': () => ok({ root: '/a/repo', sourceCount: 3, isNew: true }),
      reveal: () => fail('not-found', 'The folder is gone.'),
    })
    const { actions, toasts } = setUp(bridge)
    await actions.addRoot('folder')
    await actions.reveal({ kind: 'logs' })
    expect(toasts.toasts.map(({ message, tone }) => [tone, message])).toEqual([
      ['plain', 'Watching “repo”: found 3 sources.'],
      ['error', 'The folder is gone.'],
    ])
  })

  it('do not offer to take back a folder that was watched before', async () => {
    const bridge = createFakeBridge({
      'roots.add': ({ path }) => ok({ root: path, sourceCount: 1, isNew: false }),
    })
    const { actions, toasts } = setUp(bridge)
    await actions.addDropped(['/a/repo'])
    expect(toasts.toasts.map(({ message }) => message)).toEqual([
      '“repo” is watched already: found 1 source.',
    ])
    toasts.undoLast()
    await flushPromises()
    expect(bridge.inputsOf('roots.remove')).toEqual([])
  })

  it('let the user choose among the stores of all dropped folders at once', async () => {
    const bridge = createFakeBridge({
      'roots.add': ({ path }) => ok({ root: path, sourceCount: path === '/b' ? 3 : 1, isNew: true }),
    })
    const { actions, ui } = setUp(bridge)
    await actions.addDropped(['/a'])
    expect(ui.candidateRoots).toEqual([])
    await actions.addDropped(['/a', '/b', '/c'])
    expect(ui.candidateRoots).toEqual(['/a', '/b', '/c'])
  })

  it('add every dropped folder, and go on after one that fails', async () => {
    const bridge = createFakeBridge({
      'roots.add': ({ path }) =>
        path === '/bad'
          ? fail('unsupported', 'Nothing to read there.')
          : ok({ root: path, sourceCount: 1, isNew: true }),
    })
    const { actions, toasts } = setUp(bridge)
    await actions.addDropped(['/bad', '/good'])
    expect(toasts.toasts.map(({ message }) => message)).toEqual([
      'Nothing to read there.',
      'Watching “good”: found 1 source.',
    ])
  })
})
