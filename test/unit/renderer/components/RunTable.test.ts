import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import RunTable from '../../../../renderer/components/domain/RunTable.vue'
import { fixedColumns, valueColumn } from '../../../../renderer/components/domain/run-columns'
import { useRunPages } from '../../../../renderer/composables/useRunPages'
import type { RunQuery, RunRow } from '../../../../shared/model/run-query'
import { ok } from '../../../../shared/result'
import { aPage } from '../support/entities'
import { createFakeBridge } from '../support/fake-bridge'
import { mountApp, withLayout } from '../support/mount-app'

const columns = [...fixedColumns(['name', 'status', 'startTime']), valueColumn('metrics.loss')]
let restoreLayout = () => {}
beforeEach(() => {
  restoreLayout = withLayout(900, 640)
})
afterEach(() => {
  restoreLayout()
  document.body.replaceChildren()
})

async function setUp(total = 25_000) {
  const opened: string[] = []
  const sorted: string[] = []
  const selected = ref<readonly RunRow[]>([])
  const bridge = createFakeBridge({ 'runs.list': (query) => ok(aPage(query, total)) })
  const host = defineComponent(() => {
    const pages = useRunPages(
      () => ({}),
      () => 1,
    )
    return () =>
      h(RunTable, {
        pages,
        columns,
        sort: 'startTime',
        descending: true,
        label: 'Runs',
        onOpen: (row: RunRow) => opened.push(row.runId),
        onSort: (column: { id: string }) => sorted.push(column.id),
        onSelection: (rows: readonly RunRow[]) => (selected.value = rows),
      })
  })
  const mounted = await mountApp(host, { bridge })
  await flushPromises()
  const grid = mounted.wrapper.get('[role=grid]')
  const press = async (...keys: (string | { key: string; shiftKey?: boolean; metaKey?: boolean })[]) => {
    for (const key of keys) {
      await grid.trigger('keydown', typeof key === 'string' ? { key } : key)
      await flushPromises()
    }
  }
  const current = () => grid.element.querySelector('.current')?.getAttribute('aria-rowindex') ?? null
  return { ...mounted, bridge, opened, sorted, selected, grid, press, current }
}

describe('RunTable', () => {
  it('draws only what is on screen of many runs, and says how many there are', async () => {
    const { grid } = await setUp()
    const drawn = grid.findAll('.body-row')
    expect(drawn.length).toBeGreaterThan(15)
    expect(drawn.length).toBeLessThan(60)
    expect(grid.attributes('aria-rowcount')).toBe('25001')
    expect(drawn[0]?.text()).toContain('able-elk-0')
  })

  it('moves with arrows and j and k, and stops at the ends', async () => {
    const { press, current } = await setUp(3)
    await press('ArrowDown', 'j', 'j', 'j')
    expect(current()).toBe('4')
    await press('k', 'ArrowUp', 'ArrowUp')
    expect(current()).toBe('2')
  })

  it('opens the current run with Return, and any run with a double click', async () => {
    const { press, opened, grid } = await setUp()
    await press('ArrowDown', 'ArrowDown', 'Enter')
    await grid.findAll('.body-row')[4]?.trigger('dblclick')
    expect(opened).toEqual(['run1', 'run4'])
  })

  it('goes to the last of many runs with End and reads only its page', async () => {
    const { press, bridge, grid } = await setUp()
    await press('End')
    expect(grid.attributes('aria-activedescendant')).toMatch(/-24999$/)
    const offsets = bridge.inputsOf('runs.list').map((input) => (input as RunQuery).offset)
    expect(offsets.length).toBeLessThanOrEqual(3)
  })

  it('selects with x and Shift, clears with Escape, and leaves shortcuts of the window alone', async () => {
    const { press, selected } = await setUp()
    await press('ArrowDown', 'x')
    expect(selected.value.map(({ runId }) => runId)).toEqual(['run0'])
    await press({ key: 'ArrowDown', shiftKey: true }, { key: 'ArrowDown', shiftKey: true })
    expect(selected.value.map(({ runId }) => runId)).toEqual(['run0', 'run1', 'run2'])
    await press({ key: 'x', metaKey: true })
    expect(selected.value).toHaveLength(3)
    await press('Escape')
    expect(selected.value).toEqual([])
  })

  it('selects with the pointer: alone, added with ⌘, up to with Shift', async () => {
    const { grid, selected } = await setUp()
    const click = (index: number, keys = {}) => grid.findAll('.body-row')[index]?.trigger('click', keys)
    await click(2)
    await click(4, { shiftKey: true })
    expect(selected.value.map(({ runId }) => runId)).toEqual(['run2', 'run3', 'run4'])
    await click(6, { metaKey: true })
    expect(selected.value).toHaveLength(4)
    await click(1)
    expect(selected.value).toEqual([])
  })

  it('leaves Return on a header to the header', async () => {
    const { grid, press, opened } = await setUp()
    await press('ArrowDown')
    await grid.get('[role=columnheader] button').trigger('keydown', { key: 'Enter' })
    expect(opened).toEqual([])
  })

  it('says how it is sorted, and asks for another order', async () => {
    const { grid, sorted } = await setUp()
    const headers = grid.findAll('[role=columnheader]')
    expect(headers.map((header) => header.attributes('aria-sort'))).toEqual([
      'none',
      'none',
      'descending',
      'none',
    ])
    await headers[3]?.get('button').trigger('click')
    expect(sorted).toEqual(['metrics.loss'])
  })
})
