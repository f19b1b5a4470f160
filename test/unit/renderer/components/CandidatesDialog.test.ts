import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import CandidatesDialog from '../../../../renderer/components/domain/CandidatesDialog.vue'
import { useUiStore } from '../../../../renderer/stores/ui'
import type { RootCandidate } from '../../../../shared/model/source'
import { fail, ok } from '../../../../shared/result'
import { createFakeBridge } from '../support/fake-bridge'
import { mountApp } from '../support/mount-app'

afterEach(() => document.body.replaceChildren())

const candidate = (root: string, name: string): RootCandidate => ({
  ...{ id: `${root}/${name}`, kind: 'mlflow-file', location: `${root}/${name}`, root },
  ...{ counts: { experiments: 1, runs: 2, others: 0 }, isWhole: true, newestAt: null, problem: null },
})

it('shows the stores of all dropped folders in one dialog, and leaves out those that are not ticked', async () => {
  const bridge = createFakeBridge({
    'roots.candidates': ({ path }) => {
      if (path === '/gone') return fail('not-found', '/gone is not there.')
      return ok(path === '/a' ? [candidate('/a', 'x'), candidate('/a', 'y')] : [candidate('/b', 'z')])
    },
  })
  await mountApp(CandidatesDialog, { bridge })
  useUiStore().candidateRoots = ['/a', '/b', '/gone']
  await flushPromises()
  const boxes = [...document.body.querySelectorAll('input')]
  expect(document.body.querySelector('h2')?.textContent).toBe('Stores in 3 folders')
  expect([...document.body.querySelectorAll('h3')].map((head) => head.textContent)).toEqual(['/a', '/b'])
  expect(boxes).toHaveLength(3)
  expect(document.body.textContent).toContain('/gone is not there.')
  boxes[2]?.click()
  await flushPromises()
  document.body.querySelector('form')?.dispatchEvent(new Event('submit'))
  await flushPromises()
  expect(bridge.inputsOf('settings.update')).toEqual([{ excludedLocations: ['/b/z'] }])
  expect(useUiStore().candidateRoots).toEqual([])
})
