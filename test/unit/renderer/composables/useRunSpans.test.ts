import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { shallowRef } from 'vue'
import { useRunSpans } from '../../../../renderer/composables/useRunSpans'
import type { Timeline } from '../../../../renderer/composables/useTimeline'
import type { RunQuery } from '../../../../shared/model/run-query'
import { ok } from '../../../../shared/result'
import { parseSearch } from '../../../../shared/search/parse-search'
import { aPage, aRow } from '../support/entities'
import { createFakeBridge } from '../support/fake-bridge'
import { withApp } from '../support/mount-app'

it('asks for the runs of the time that is shown, not for the newest of all', async () => {
  const day = 86_400_000
  const [from, to] = [100 * day, 101 * day]
  const ended = aRow(1, { status: 'FINISHED', startTime: from + 1, endTime: from + 9 })
  const running = aRow(2, { status: 'RUNNING', isStale: false, startTime: from + 2, endTime: null })
  const bridge = createFakeBridge({
    'runs.list': (query) =>
      ok({ ...aPage(query, 1), rows: query.text.includes('end_time') ? [ended] : [running, ended] }),
  })
  const window = shallowRef({ from, to })
  const { value: spans, unmount } = withApp(bridge, () => useRunSpans({ window } as unknown as Timeline))
  await flushPromises()
  expect(spans.value.map(({ run }) => run.runId)).toEqual([ended.runId, running.runId])
  window.value = { from: 3 * day, to: 4 * day }
  await flushPromises()
  const asked = bridge.inputsOf('runs.list') as RunQuery[]
  const texts = asked.map(({ text }) => text)
  expect(texts.slice(0, 2)).toEqual([`start_time <= ${to} AND end_time >= ${from}`, `start_time <= ${to}`])
  expect(texts.slice(-2)).toEqual([
    `start_time <= ${4 * day} AND end_time >= ${3 * day}`,
    `start_time <= ${4 * day}`,
  ])
  expect(texts.every((text) => parseSearch(text).ok)).toBe(true)
  unmount()
})
