import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import TraceBrowser from '../../../../renderer/components/domain/TraceBrowser.vue'
import type { TraceQuery, TraceRow } from '../../../../shared/model/trace'
import { fail, ok, type Result } from '../../../../shared/result'
import type { TracePage } from '../../../../shared/model/trace'
import { createFakeBridge } from '../support/fake-bridge'
import { mountApp } from '../support/mount-app'

afterEach(() => document.body.replaceChildren())

function aTrace(at: number, patch: Partial<TraceRow> = {}): TraceRow {
  return {
    traceId: `tr-${at}`,
    name: `answer ${at}`,
    state: 'OK',
    startedAt: 1_799_999_000_000 + at,
    durationMs: 1_250,
    requestPreview: '{\n  "q": "why"\n}',
    responsePreview: 'Because.',
    tags: { topic: 'physics', 'mlflow.traceName': `answer ${at}` },
    runId: null,
    spanCount: 3,
    assessmentCount: null,
    ...patch,
  }
}

/** A store with that many traces, newest first; `at` counts down. */
function store(state: { total: number }) {
  return ({ after, limit }: TraceQuery): Result<TracePage> => {
    const from = after === null ? state.total : Number(after)
    const rows = Array.from({ length: Math.min(limit, from) }, (_, index) => aTrace(from - index))
    const left = from - rows.length
    return ok({ rows, next: left > 0 ? String(left) : null })
  }
}

async function setUp(list: (query: TraceQuery) => Result<TracePage>, count: number | null) {
  const bridge = createFakeBridge({ 'traces.list': list })
  const props = { sourceId: 's', experimentId: '1', count }
  const mounted = await mountApp(TraceBrowser, { bridge, props })
  await flushPromises()
  const names = () => mounted.wrapper.findAll('td.name').map((cell) => cell.text())
  return { ...mounted, bridge, names }
}

describe('TraceBrowser', () => {
  it('shows a page, and the next one below it when asked', async () => {
    const { wrapper, names, bridge } = await setUp(store({ total: 70 }), 70)
    expect(names()).toHaveLength(50)
    expect(wrapper.get('footer').text()).toContain('50 of 70 traces')
    await wrapper.get('.more button').trigger('click')
    await flushPromises()
    expect(names()).toHaveLength(70)
    expect(names().at(-1)).toBe('answer 1')
    expect(wrapper.find('.more').exists()).toBe(false)
    expect(wrapper.get('footer').text()).toContain('70 traces')
    expect(bridge.inputsOf('traces.list').at(-1)).toMatchObject({ after: '20', limit: 50 })
  })

  it('puts new ones on top and keeps what was read below', async () => {
    const state = { total: 70 }
    const { wrapper, names } = await setUp(store(state), 70)
    await wrapper.get('.more button').trigger('click')
    await flushPromises()
    state.total = 73
    await wrapper.setProps({ count: 73 })
    await flushPromises()
    expect(names()).toHaveLength(73)
    expect(names().slice(0, 4)).toEqual(['answer 73', 'answer 72', 'answer 71', 'answer 70'])
    // So many that the newest page does not reach what was read: it alone is shown.
    state.total = 500
    await wrapper.setProps({ count: 500 })
    await flushPromises()
    expect(names()).toHaveLength(50)
    expect(wrapper.get('footer').text()).toContain('50 of 500 traces')
  })

  it('opens one trace to what it was asked and answered', async () => {
    const { wrapper } = await setUp(
      () => ok({ rows: [aTrace(2, { runId: 'r1' }), aTrace(1)], next: null }),
      2,
    )
    expect(wrapper.find('td.request').text()).toBe('{ "q": "why" }')
    expect(wrapper.find('td.tags').text()).toBe('topic: physics')
    await wrapper.findAll('tbody tr')[0]?.trigger('click')
    expect(wrapper.find('.trace').text()).toContain('Because.')
    expect(wrapper.get('.trace a').attributes('href')).toBe('/runs/s/r1')
    expect(wrapper.get('[aria-expanded=true]').attributes('aria-label')).toMatch(/, details of answer 2$/)
    await wrapper.get('[aria-expanded=true]').trigger('click')
    expect(wrapper.find('.trace').exists()).toBe(false)
  })

  it('never shows what is not known as nothing', async () => {
    const bare = aTrace(1, {
      name: null,
      state: null,
      startedAt: null,
      durationMs: null,
      requestPreview: null,
    })
    const { wrapper } = await setUp(() => ok({ rows: [bare], next: null }), null)
    expect(wrapper.find('td.name').text()).toBe('tr-1')
    expect(wrapper.find('td.state').text()).toBe('Not known')
    expect(wrapper.find('td.number').text()).toBe('–')
    await wrapper.findAll('tbody tr')[0]?.trigger('click')
    const facts = wrapper.findAll('.trace .facts > div').map((fact) => fact.text())
    expect(facts).toContain('Assessments–')
    expect(wrapper.get('footer').text()).toContain('1 trace')
  })

  it('says why nothing could be read, and that there is nothing', async () => {
    const broken = await setUp(() => fail('locked', 'mlflow.db is locked.'), 3)
    expect(broken.wrapper.text()).toContain('mlflow.db is locked.')
    expect(broken.wrapper.text()).not.toContain('No traces here')
    const empty = await setUp(() => ok({ rows: [], next: null }), 0)
    expect(empty.wrapper.text()).toContain('No traces here')
  })
})
