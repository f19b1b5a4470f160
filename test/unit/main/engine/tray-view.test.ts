import { describe, expect, it } from 'vitest'
import { trayView, type TraySettings } from '../../../../main/engine/tray-view'
import type { HardwareState } from '../../../../shared/contract'
import { noAlerts, noAlertTotals } from '../../../../shared/model/alert'
import { assembleSample } from '../../../../shared/hardware/assemble'
import type { HardwareSample } from '../../../../shared/model/hardware'
import { emptyCatalog, type AppSnapshot } from '../../../../shared/model/snapshot'
import type { RunRow } from '../../../../shared/model/run-query'

const empty: AppSnapshot = {
  seq: 1,
  takenAt: 0,
  catalog: emptyCatalog,
  alerts: noAlertTotals,
  alertsByProject: {},
  sources: [],
  threads: [],
  notices: [],
}
const run: RunRow = {
  sourceId: 'a/b',
  runId: 'r 1',
  experimentId: '1',
  experimentName: 'e',
  project: null,
  name: 'able-42',
  status: 'RUNNING',
  startTime: 0,
  endTime: null,
  lifecycleStage: 'active',
  parentRunId: null,
  userName: null,
  isStale: false,
  metrics: {
    'system/cpu': { value: 9, step: 99, timestamp: 99 },
    train_loss: { value: 1.73216, step: 1840, timestamp: 5 },
    accuracy: { value: 0.5, step: 2000, timestamp: 9 },
  },
  params: {},
  tags: {},
}
const unmeasured: HardwareState = { machine: null, notices: [], isPaused: false, sample: null, recent: [] }
const usual = { trayTitle: true, trayParts: ['gpu', 'ane', 'alerts'], isDemo: false } as const
const view = (snapshot: AppSnapshot, hardware = unmeasured, settings: Partial<TraySettings> = {}) =>
  trayView(snapshot, hardware, { ...usual, trayParts: [...usual.trayParts], ...settings })
const rows = (snapshot: AppSnapshot, hardware = unmeasured) => view(snapshot, hardware).groups.flat()
const labels = (snapshot: AppSnapshot, hardware = unmeasured) =>
  rows(snapshot, hardware).map((row) => row.label)
const sample = {
  takenAt: 0,
  elapsedMs: 1_000,
  origin: 'simulated',
  ...assembleSample([]),
} satisfies HardwareSample
const measured: HardwareSample = {
  ...sample,
  origin: 'measured',
  gpu: { ...sample.gpu, utilizationRatio: { value: 0.974, class: 'calculated' } },
  ane: { ...sample.ane, activityRatio: { value: 0, class: 'estimated' } },
  memory: {
    ...sample.memory,
    usedBytes: { value: 30, class: 'calculated' },
    totalBytes: { value: 40, class: 'exact' },
    pressure: { value: 'warning', class: 'reported' },
  },
  power: { ...sample.power, systemWatts: { value: 41.26, class: 'reported' } },
}
const withAlerts = (critical: number): AppSnapshot => ({
  ...empty,
  alerts: { ...noAlertTotals, unseen: { ...noAlerts, info: 1, critical } },
})

describe('the menu bar', () => {
  it('reads – for what is not measured, never 0', () => {
    expect(view(empty).title).toBe('GPU –  ANE –')
    const expected = ['GPU –', 'ANE –', 'Memory –, pressure –', 'Power – W', 'No run is active', 'No alerts']
    expect(labels(empty).slice(0, 6)).toEqual(expected)
    expect(view(empty, { ...unmeasured, sample: { ...sample, origin: 'measured' } }).title).toBe(
      'GPU –  ANE –',
    )
  })
  it('shows what is measured, a true 0 included', () => {
    const hardware = { ...unmeasured, sample: measured }
    expect(view(empty, hardware).title).toBe('GPU 97%  ANE 0%')
    expect(labels(empty, hardware).slice(0, 4)).toEqual([
      'GPU 97%',
      'ANE 0%',
      'Memory 75%, pressure warning',
      'Power 41.3 W',
    ])
    const all = { trayTitle: true, trayParts: ['memory', 'power', 'gpu'] as ('memory' | 'power' | 'gpu')[] }
    expect(view(empty, hardware, all).title).toBe('MEM 75%  41.3 W  GPU 97%')
  })
  it('says so when values are simulated, and shows none while paused', () => {
    expect(labels(empty, { ...unmeasured, sample })[0]).toBe('Simulated values')
    const paused = { ...unmeasured, sample: measured, isPaused: true }
    expect(view(empty, paused).title).toBe('GPU –  ANE –')
    expect(labels(empty, paused).slice(0, 2)).toEqual(['Sampling is paused', 'GPU –'])
    expect(labels(empty, paused)).toContain('Resume Sampling')
  })
  it('says that the data of the demo are nobody’s', () => {
    const demo = view(withAlerts(2), unmeasured, { isDemo: true })
    expect(demo.groups[0]).toEqual([{ label: 'Demo data: none of this is yours' }])
    expect(demo.toolTip).toBe('Sextant (demo data): 0 runs running, 3 alerts')
    expect(labels(withAlerts(2)).join()).not.toContain('Demo')
    expect(view(empty).toolTip).not.toContain('demo')
  })
  it('shows the glyph alone if the user wants that', () => {
    expect(view(empty, unmeasured, { trayTitle: false, trayParts: ['gpu'] }).title).toBe('')
    expect(view(empty, unmeasured, { trayTitle: true, trayParts: [] }).title).toBe('')
  })
  it('counts alerts and names the worst', () => {
    expect(view(withAlerts(2))).toMatchObject({ title: 'GPU –  ANE –  ⚠ 3', hasAlert: true })
    expect(labels(withAlerts(2))).toContain('3 alerts, worst: critical')
    expect(labels(withAlerts(0))).toContain('1 alert, worst: info')
  })
  it('names active runs with their loss, at most three, and opens them', () => {
    const runs = [
      run,
      { ...run, isStale: true, name: 'dead' },
      ...['b', 'c', 'd'].map((name) => ({ ...run, name })),
    ]
    const active = { ...empty, catalog: { ...emptyCatalog, activeRuns: runs } }
    expect(rows(active)).toContainEqual({
      label: 'able-42 — train_loss 1.732, step 1840',
      path: '/runs/a%2Fb/r%201',
      action: 'open',
    })
    expect(labels(active).filter((label) => label.includes('train_loss'))).toHaveLength(3)
    expect(labels(active).some((label) => label.includes('dead'))).toBe(false)
  })
  it('says when a run has no metric yet, and shows NaN as such', () => {
    const active = (metrics: RunRow['metrics']) => ({
      ...empty,
      catalog: { ...emptyCatalog, activeRuns: [{ ...run, metrics }] },
    })
    expect(labels(active({}))).toContain('able-42 — no metric yet')
    expect(labels(active({ loss: { value: NaN, step: 7, timestamp: 1 } }))).toContain(
      'able-42 — loss NaN, step 7',
    )
  })
  it('says how many sources cannot be read', () => {
    const counts = { experiments: 0, runs: 0, models: 0, reports: 0 }
    const source = {
      id: 's',
      kind: 'mlflow-file',
      location: '/s',
      root: '/s',
      lastGoodAt: null,
      message: '',
      problems: [],
      counts,
    } as const
    const snapshot = {
      ...empty,
      sources: [
        { ...source, state: 'stale' },
        { ...source, state: 'ok' },
      ] as const,
    }
    expect(labels(snapshot)).toContain('1 source cannot be read')
  })
  it('keeps labels short', () => {
    const long = { ...run, name: 'x'.repeat(500) }
    const active = rows({ ...empty, catalog: { ...emptyCatalog, activeRuns: [long] } })
    expect(Math.max(...active.map((row) => row.label.length))).toBeLessThanOrEqual(60)
  })
  it('always offers to open, pause, set and quit', () => {
    const { groups } = view(empty)
    expect(groups.slice(-2).flatMap((group) => group.map((row) => row.action))).toEqual([
      'open',
      'pause',
      'open',
      'quit',
    ])
  })
})

/** The whole template, as a person reads it from top to bottom: title, then rows, groups apart by a line. */
function template(snapshot: AppSnapshot, hardware: HardwareState, settings?: Partial<TraySettings>): string {
  const { title, groups } = view(snapshot, hardware, settings)
  return [`[${title}]`, ...groups.map((group) => group.map((row) => row.label).join(' | '))].join('\n')
}

describe('the whole menu, situation by situation', () => {
  const live = { ...unmeasured, sample: measured }
  const footer = 'Open Sextant | Pause Sampling | Settings…\nQuit Sextant'
  const machine = 'GPU 97% | ANE 0% | Memory 75%, pressure warning | Power 41.3 W'
  const nothing = 'GPU – | ANE – | Memory –, pressure – | Power – W'
  const withRuns = (...activeRuns: RunRow[]): AppSnapshot => ({
    ...empty,
    catalog: { ...emptyCatalog, activeRuns },
  })
  const sampler = (state: 'restarting' | 'stopped' | 'running'): AppSnapshot => ({
    ...empty,
    threads: [{ name: 'sampler', state, message: null }],
  })
  const stepped = { ...run, params: { max_steps: '4600' } }
  const hot: HardwareSample = {
    ...measured,
    thermal: { ...measured.thermal, pressure: { value: 'serious', class: 'reported' } },
  }
  const parts = (...trayParts: TraySettings['trayParts']): Partial<TraySettings> => ({
    trayTitle: true,
    trayParts,
  })

  it.each<[string, AppSnapshot, HardwareState, Partial<TraySettings> | undefined, string]>([
    [
      'nothing is known yet',
      empty,
      unmeasured,
      undefined,
      `[GPU –  ANE –]\n${nothing}\nNo run is active\nNo alerts\n${footer}`,
    ],
    [
      'idle and measured',
      empty,
      live,
      undefined,
      `[GPU 97%  ANE 0%]\n${machine}\nNo run is active\nNo alerts\n${footer}`,
    ],
    [
      'one run without a declared length',
      withRuns(run),
      live,
      undefined,
      `[GPU 97%  ANE 0%]\n${machine}\nable-42 — train_loss 1.732, step 1840\nNo alerts\n${footer}`,
    ],
    [
      'one run that said how long it means to be',
      withRuns(stepped),
      live,
      undefined,
      `[GPU 97%  ANE 0%]\n${machine}\nable-42 — train_loss 1.732, step 1840 (43%)\nNo alerts\n${footer}`,
    ],
    [
      'five runs',
      withRuns(...['a', 'b', 'c', 'd', 'e'].map((name) => ({ ...run, name, metrics: {} }))),
      live,
      undefined,
      `[GPU 97%  ANE 0%]\n${machine}\na — no metric yet | b — no metric yet | c — no metric yet | 2 more runs…\nNo alerts\n${footer}`,
    ],
    [
      'a run that fell silent is none',
      withRuns({ ...run, isStale: true }),
      live,
      undefined,
      `[GPU 97%  ANE 0%]\n${machine}\nNo run is active\nNo alerts\n${footer}`,
    ],
    [
      'alerts',
      withAlerts(2),
      live,
      undefined,
      `[GPU 97%  ANE 0%  ⚠ 3]\n${machine}\nNo run is active\n3 alerts, worst: critical\n${footer}`,
    ],
    [
      'paused',
      empty,
      { ...live, isPaused: true },
      undefined,
      `[GPU –  ANE –]\nSampling is paused | ${nothing}\nNo run is active\nNo alerts\n${footer.replace('Pause', 'Resume')}`,
    ],
    [
      'simulated',
      empty,
      { ...live, sample: { ...measured, origin: 'simulated' } },
      undefined,
      `[GPU 97%  ANE 0%]\nSimulated values | ${machine}\nNo run is active\nNo alerts\n${footer}`,
    ],
    [
      'the chip is hot',
      empty,
      { ...live, sample: hot },
      undefined,
      `[GPU 97%  ANE 0%]\n${machine} | Thermal state serious\nNo run is active\nNo alerts\n${footer}`,
    ],
    [
      'the sampler fell over: its last sample is no live one',
      sampler('restarting'),
      live,
      undefined,
      `[GPU –  ANE –]\n${nothing}\nNo run is active\nNo alerts\n${footer}`,
    ],
    [
      'the sampler is well',
      sampler('running'),
      live,
      undefined,
      `[GPU 97%  ANE 0%]\n${machine}\nNo run is active\nNo alerts\n${footer}`,
    ],
    [
      'memory and power first, as the user chose',
      withAlerts(0),
      live,
      parts('power', 'memory', 'alerts', 'gpu'),
      `[41.3 W  MEM 75%  ⚠ 1  GPU 97%]\n${machine}\nNo run is active\n1 alert, worst: info\n${footer}`,
    ],
    [
      'alerts alone, and there are none',
      empty,
      live,
      parts('alerts'),
      `[]\n${machine}\nNo run is active\nNo alerts\n${footer}`,
    ],
    [
      'the glyph alone',
      empty,
      live,
      { trayTitle: false, trayParts: ['gpu'] },
      `[]\n${machine}\nNo run is active\nNo alerts\n${footer}`,
    ],
  ])('%s', (_situation, snapshot, hardware, settings, expected) => {
    expect(template(snapshot, hardware, settings)).toBe(expected)
  })
})
