import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import ModelBrowser from '../../../../renderer/components/domain/ModelBrowser.vue'
import type { ModelQuery, ModelRow } from '../../../../shared/model/model-query'
import { fail, ok } from '../../../../shared/result'
import { aModel } from '../../../support/entities'
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

function aModelRow(version: string, patch: Partial<ModelRow> = {}): ModelRow {
  return {
    ...aModel({ modelId: `adapter/${version}`, name: 'adapter', version }),
    runName: null,
    parameterCount: null,
    format: null,
    precision: null,
    isInspected: false,
    ...patch,
  }
}

const rows = [
  aModelRow('2', {
    aliases: ['champion', 'latest'],
    bytes: 3_000_000,
    parameterCount: 8_388_608,
    precision: 'BF16',
  }),
  aModelRow('1', { path: 's3://bucket/1' }),
]

async function setUp(props: Record<string, unknown> = {}) {
  const bridge = createFakeBridge({
    'models.list': ({ text, kinds, offset }) => {
      const shown = text === 'none' || kinds.length > 0 ? [] : rows
      return ok({ revision: 1, total: shown.length, totalUnfiltered: 2, offset, rows: shown })
    },
    'models.inspect': () => fail('unsupported', 'These artifacts are in Amazon S3 (s3://bucket/1).'),
  })
  const mounted = await mountApp(ModelBrowser, { bridge, props: { text: '', label: 'Models', ...props } })
  await flushPromises()
  const lastQuery = () => bridge.inputsOf('models.list').at(-1) as ModelQuery
  return { ...mounted, bridge, lastQuery }
}

describe('ModelBrowser', () => {
  it('shows what is known, and a dash for what is not', async () => {
    const { wrapper } = await setUp()
    const cells = wrapper
      .findAll('.body-row')
      .map((row) => row.findAll('[role=gridcell]').map((cell) => cell.text()))
    expect(cells[0]?.slice(0, 6)).toEqual(['adapter', '2champion+1', 'Registry', '3.0 MB', '8.39 M', 'BF16'])
    expect(cells[1]?.slice(3, 6)).toEqual(['–', '–', '–'])
    expect(wrapper.get('[role=status]').text()).toBe('2 models')
  })

  it('sorts by a click: names upwards first, sizes downwards', async () => {
    const { wrapper, lastQuery } = await setUp()
    const head = (title: string) =>
      wrapper.findAll('[role=columnheader] button').find((button) => button.text() === title)
    await head('Size')?.trigger('click')
    expect(lastQuery()).toMatchObject({ sort: 'bytes', descending: true })
    await head('Name')?.trigger('click')
    expect(lastQuery()).toMatchObject({ sort: 'name', descending: false })
  })

  it('offers to compare exactly two, and goes there', async () => {
    const { wrapper, router } = await setUp()
    const grid = wrapper.get('[role=grid]')
    const compare = () => wrapper.findAll('button').find((button) => button.text() === 'Compare')
    await grid.trigger('keydown', { key: 'Home' })
    await grid.trigger('keydown', { key: 'x' })
    expect(compare()).toBeUndefined()
    expect(wrapper.text()).toContain('Select one more to compare')
    await grid.trigger('keydown', { key: 'ArrowDown' })
    await grid.trigger('keydown', { key: 'x' })
    await compare()?.trigger('click')
    await flushPromises()
    expect(router.currentRoute.value.query).toEqual({ a: 'store adapter/2', b: 'store adapter/1' })
  })

  it('opens the current model with Return, and says beside the table where its files are', async () => {
    const { wrapper, router } = await setUp()
    const grid = wrapper.get('[role=grid]')
    await grid.trigger('keydown', { key: 'End' })
    await flushPromises()
    expect(wrapper.get('aside').text()).toContain('These artifacts are in Amazon S3')
    await grid.trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(router.currentRoute.value.path).toBe('/models/store/adapter%2F1')
  })

  it('tells filtered-out from none at all', async () => {
    const filtered = await setUp({ text: 'none' })
    expect(filtered.wrapper.text()).toContain('2 models are hidden by the filters.')
    await filtered.wrapper
      .findAll('button')
      .find((button) => button.text() === 'Show all models')
      ?.trigger('click')
    expect(filtered.wrapper.emitted('clearText')).toHaveLength(1)
  })

  it('says why nothing could be read', async () => {
    const bridge = createFakeBridge({ 'models.list': () => fail('internal', 'The catalogue is restarting.') })
    const { wrapper } = await mountApp(ModelBrowser, { bridge, props: { text: '', label: 'Models' } })
    await flushPromises()
    expect(wrapper.get('[role=alert]').text()).toContain('The catalogue is restarting.')
  })
})
