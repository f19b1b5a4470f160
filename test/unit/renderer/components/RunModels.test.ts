import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import ModelMetrics from '../../../../renderer/components/domain/ModelMetrics.vue'
import RunModels from '../../../../renderer/components/domain/RunModels.vue'
import { noModelFacts, type ModelRow } from '../../../../shared/model/model-query'
import { ok } from '../../../../shared/result'
import { aModel } from '../../../support/entities'
import { aDetail } from '../support/entities'
import { createFakeBridge } from '../support/fake-bridge'
import { mountApp } from '../support/mount-app'

afterEach(() => document.body.replaceChildren())

describe('RunModels', () => {
  it('leads to the models that are known, and names the others by their ids', async () => {
    const known: ModelRow = {
      ...aModel({ kind: 'logged-model', modelId: 'm-1', name: 'adapter' }),
      ...noModelFacts,
      runName: null,
      isInspected: false,
    }
    const page = { revision: 1, total: 1, totalUnfiltered: 1, offset: 0, rows: [known] }
    const bridge = createFakeBridge({ 'models.list': () => ok(page) })
    const run = aDetail({
      models: [
        { role: 'input', modelId: 'm-1', step: null },
        { role: 'output', modelId: 'm-gone', step: 0 },
      ],
    })
    const { wrapper } = await mountApp(RunModels, { bridge, props: { run } })
    await flushPromises()
    const lines = wrapper.findAll('.line').map((line) => line.findAll('span').map((part) => part.text()))
    expect(lines).toEqual([
      ['Used', 'adapter'],
      ['Made', 'm-gone', 'step 0'],
    ])
    expect(wrapper.findAll('a').map((link) => link.attributes('href'))).toEqual(['/models/store/m-1'])
    expect(bridge.inputsOf('models.list')[0]).toMatchObject({
      sourceId: 'store',
      modelIds: ['m-1', 'm-gone'],
    })
  })
})

describe('ModelMetrics', () => {
  const metric = { key: 'acc', value: 0.5, step: 0, timestamp: 1, datasetName: null, datasetDigest: null }
  it('names the data only where some is named, and the run that measured it', async () => {
    const bare = { ...metric, runId: 'r1' }
    const onData = {
      ...metric,
      key: 'loss',
      value: NaN,
      datasetName: 'held out',
      datasetDigest: 'd',
      runId: null,
    }
    const { wrapper } = await mountApp(ModelMetrics, { props: { metrics: [bare], sourceId: 's' } })
    expect(wrapper.findAll('th').map((head) => head.text())).toEqual(['Metric', 'Value', 'Step', 'Run'])
    await wrapper.setProps({ metrics: [bare, onData] })
    const cells = wrapper.findAll('tbody tr').map((row) => row.findAll('td').map((cell) => cell.text()))
    expect(cells).toEqual([
      ['acc', '0.5000', '–', '0', 'r1'],
      ['loss', 'NaN', 'held out', '0', '–'],
    ])
    expect(wrapper.get('a').attributes('href')).toBe('/runs/s/r1')
  })
})
