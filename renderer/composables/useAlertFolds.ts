import { computed, shallowRef, watch, type ComputedRef } from 'vue'
import { alertStates, type Alert, type ListedAlert } from '../../shared/model/alert'
import { useClient } from '../bridge/client'
import { placeAt, rowCount, rowOf } from '../components/alerts/fold-map'
import type { AlertPages } from './useAlertPages'

/** A row on screen. */
export interface FoldedRow {
  readonly alert: Alert
  /** One of those that another alert holds folded. */
  readonly isPart: boolean
  /** How many it holds itself; 0 for most. */
  readonly foldedCount: number
  readonly isUnfolded: boolean
}

export interface AlertFolds {
  readonly count: ComputedRef<number>
  /** Rises and falls with every change of what stands where. */
  readonly layout: ComputedRef<string>
  rowAt(row: number): FoldedRow | null
  /** The place in the list without any unfolding, for reading pages. */
  indexOf(row: number): number
  /** The row that holds this part; -1 for what is no part. */
  parentOf(row: number): number
  setUnfolded(row: number, isUnfolded: boolean): void
}

const openStates = alertStates.filter((state) => state !== 'resolved')
const mostParts = 500

/** The inbox with some of its rows unfolded in place: the features below the drift of their dataset. */
export function useAlertFolds(pages: AlertPages, revision: () => number): AlertFolds {
  const client = useClient()
  const parts = shallowRef<ReadonlyMap<string, readonly Alert[]>>(new Map())

  const folds = computed(() => {
    const left = new Set(parts.value.keys())
    const found: { at: number; size: number; parts: readonly Alert[] }[] = []
    for (let at = 0; at < pages.total.value && left.size > 0; at += 1) {
      const id = pages.rowAt(at)?.id
      if (id === undefined || !left.delete(id)) continue
      const own = parts.value.get(id) ?? []
      found.push({ at, size: own.length, parts: own })
    }
    return found
  })

  async function read({ id, fingerprint }: ListedAlert): Promise<void> {
    const answer = await client.call('alerts.list', {
      inhibitedBy: fingerprint,
      includeInhibited: true,
      states: openStates,
      limit: mostParts,
    })
    if (!answer.ok) return
    const rows = answer.value.rows.toSorted((a, b) =>
      nameOf(a).localeCompare(nameOf(b), undefined, { numeric: true }),
    )
    parts.value = new Map(parts.value).set(id, rows)
  }

  function refresh(): void {
    for (const { at } of folds.value) {
      const row = pages.rowAt(at)
      if (row !== null && row.foldedCount > 0) void read(row)
      else if (row !== null) fold(row.id)
    }
  }

  function fold(id: string): void {
    const next = new Map(parts.value)
    next.delete(id)
    parts.value = next
  }

  watch(revision, refresh)

  return {
    count: computed(() => rowCount(pages.total.value, folds.value)),
    layout: computed(() => folds.value.map(({ at, size }) => `${at}:${size}`).join()),
    rowAt(row) {
      const { index, part } = placeAt(row, folds.value)
      if (part !== null) {
        const alert = folds.value.find(({ at }) => at === index)?.parts[part]
        return alert === undefined ? null : { alert, isPart: true, foldedCount: 0, isUnfolded: false }
      }
      const alert = pages.rowAt(index)
      if (alert === null) return null
      return { alert, isPart: false, foldedCount: alert.foldedCount, isUnfolded: parts.value.has(alert.id) }
    },
    indexOf: (row) => placeAt(row, folds.value).index,
    parentOf(row) {
      const { index, part } = placeAt(row, folds.value)
      return part === null ? -1 : rowOf(index, folds.value)
    },
    setUnfolded(row, isUnfolded) {
      const { index, part } = placeAt(row, folds.value)
      const alert = part === null ? pages.rowAt(index) : null
      if (alert === null) return
      if (!isUnfolded) fold(alert.id)
      else if (alert.foldedCount > 0 && !parts.value.has(alert.id)) void read(alert)
    },
  }
}

function nameOf({ feature, title }: Alert): string {
  return feature ?? title
}
