import { noAlertTotals } from '../../../../shared/model/alert'
import type { Bootstrap } from '../../../../shared/contract'
import { defaultSettings } from '../../../../shared/model/settings'
import type { AppSnapshot } from '../../../../shared/model/snapshot'
import { emptyCatalog } from '../../../../shared/model/snapshot'
import type { RunDetail, RunPage, RunQuery, RunRow } from '../../../../shared/model/run-query'

export function aRow(index: number, patch: Partial<RunRow> = {}): RunRow {
  return {
    sourceId: 'store',
    runId: `run${index}`,
    experimentId: '1',
    experimentName: 'lora',
    project: 'lora-finetuning',
    name: `able-elk-${index}`,
    status: 'FINISHED',
    startTime: 1_799_999_000_000,
    endTime: 1_799_999_060_000,
    lifecycleStage: 'active',
    parentRunId: null,
    userName: 'mara',
    isStale: false,
    metrics: {},
    params: {},
    tags: {},
    ...patch,
  }
}

export function aDetail(patch: Partial<RunDetail> = {}): RunDetail {
  return { ...aRow(1), artifactUri: null, datasets: [], models: [], parent: null, children: [], ...patch }
}

/** A page of `total` runs named after their place, as `runs.list` answers. */
export function aPage(query: Partial<RunQuery>, total: number, patch: Partial<RunPage> = {}): RunPage {
  const offset = query.offset ?? 0
  const length = Math.max(0, Math.min(query.limit ?? 100, total - offset))
  const rows = Array.from({ length }, (_, index) => aRow(offset + index))
  return { revision: 1, total, totalUnfiltered: total, deletedCount: 0, offset, rows, ...patch }
}

export function aSnapshot(seq: number, patch: Partial<AppSnapshot['catalog']> = {}): AppSnapshot {
  return {
    seq,
    takenAt: 1_800_000_000_000,
    catalog: { ...emptyCatalog, ...patch },
    alerts: noAlertTotals,
    alertsByProject: {},
    sources: [],
    threads: [],
    notices: [],
  }
}

/** What the frame reads of a bootstrap; later pages bring their own parts. */
export function aBootstrap(seq: number, patch: Partial<Bootstrap> = {}): Bootstrap {
  return {
    appVersion: '0.1.0',
    platform: 'darwin',
    isDemo: true,
    snapshot: aSnapshot(seq),
    settings: { ...defaultSettings, theme: 'dark' },
    hardware: { machine: null, notices: [], isPaused: false, sample: null, recent: [] },
    ...patch,
  }
}
