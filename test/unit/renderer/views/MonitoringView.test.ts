import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { useSettingsStore } from '../../../../renderer/stores/settings'
import MonitoringView from '../../../../renderer/views/MonitoringView.vue'
import type { ProjectMonitoring } from '../../../../shared/model/monitoring'
import { ok } from '../../../../shared/result'
import { createFakeBridge } from '../support/fake-bridge'
import { mountApp } from '../support/mount-app'

it('says of which project its reports are, and lets another one be chosen', async () => {
  const bridge = createFakeBridge({
    'monitoring.projects': () => ok([{ project: 'churn' } as ProjectMonitoring]),
    'monitoring.reports': () => ok({ revision: 1, total: 0, totalUnfiltered: 0, offset: 0, rows: [] }),
  })
  const { wrapper } = await mountApp(MonitoringView, { bridge })
  await useSettingsStore().update({ projectFilter: 'lora' })
  await flushPromises()
  expect(wrapper.get('.filter').text()).toContain('lora')
  expect(wrapper.text()).toContain('“lora” has no reports.')
})
