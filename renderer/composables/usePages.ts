import {
  onActivated,
  onDeactivated,
  ref,
  shallowRef,
  triggerRef,
  watch,
  type Ref,
  type ShallowRef,
} from 'vue'
import type { AppError, Result } from '../../shared/result'

export const pageRows = 100

export interface Page<Row> {
  readonly total: number
  readonly totalUnfiltered: number
  /** Rows that are left out though no filter hides them; nothing where there are no such rows. */
  readonly deletedCount?: number
  readonly rows: readonly Row[]
}

export interface PageWindow {
  readonly offset: number
  readonly limit: number
}

/** The rows of a long list as its table reads them. */
export interface Pages<Row> {
  readonly total: Ref<number>
  readonly totalUnfiltered: Ref<number>
  readonly deletedCount: Ref<number>
  /** Nothing was ever read. */
  readonly isFirstLoad: Ref<boolean>
  readonly error: ShallowRef<AppError | null>
  /** Rises when another query's first rows have taken the place of the old ones: scroll to the top. */
  readonly queryCount: Ref<number>
  /** Null where the page is not here yet; the row keeps its place. */
  readonly rowAt: (index: number) => Row | null
  /** Tells which rows are on screen, so that their pages are read. */
  readonly show: (first: number, last: number) => void
  readonly refresh: () => void
}

interface HeldPage<Row> {
  readonly generation: number
  readonly rows: readonly Row[]
}

/**
 * A long list's rows, read by pages as they come into sight. Old rows stay until new ones are here, so nothing
 * blinks; of several questions under way only answers to the newest count. `readPage` asks `query` for a window of
 * its rows; a change of `revision` reads what is on screen again.
 */
export function usePages<Row, Query>(
  query: () => Query,
  revision: () => number,
  readPage: (query: Query, window: PageWindow) => Promise<Result<Page<Row>>>,
): Pages<Row> {
  const pages = shallowRef(new Map<number, HeldPage<Row>>())
  const total = ref(0)
  const totalUnfiltered = ref(0)
  const deletedCount = ref(0)
  const isFirstLoad = ref(true)
  const error = shallowRef<AppError | null>(null)
  const queryCount = ref(0)
  const asked = new Set<string>()
  // A generation begins with every new query and every change of content; `oldestValid` is the query's first one.
  let generation = 0
  let oldestValid = 0
  let shownQuery = -1
  let onScreen = { first: 0, last: pageRows - 1 }

  async function read(index: number): Promise<void> {
    const ticket = `${generation} ${index}`
    if (asked.has(ticket)) return
    asked.add(ticket)
    const mine = generation
    const answer = await readPage(query(), { offset: index * pageRows, limit: pageRows })
    asked.delete(ticket)
    if (mine < oldestValid) return
    if (!answer.ok) {
      if (mine === generation) error.value = answer.error
      return
    }
    take(index, mine, answer.value)
  }

  function take(index: number, mine: number, page: Page<Row>): void {
    error.value = null
    isFirstLoad.value = false
    const isOtherQuery = shownQuery !== oldestValid
    if (isOtherQuery) {
      shownQuery = oldestValid
      pages.value = new Map()
      onScreen = { first: 0, last: Math.max(0, onScreen.last - onScreen.first) }
      queryCount.value += 1
    }
    if ((pages.value.get(index)?.generation ?? -1) > mine) return
    pages.value.set(index, { generation: mine, rows: page.rows })
    total.value = page.total
    totalUnfiltered.value = page.totalUnfiltered
    deletedCount.value = page.deletedCount ?? 0
    triggerRef(pages)
    readOnScreen()
  }

  function readOnScreen(): void {
    const last = Math.min(onScreen.last, Math.max(0, total.value - 1))
    // The list may have become shorter than where it was scrolled to: its end is then what is on screen.
    const first = Math.min(onScreen.first, last)
    for (let index = Math.floor(first / pageRows); index <= Math.floor(last / pageRows); index += 1) {
      if (pages.value.get(index)?.generation !== generation) void read(index)
    }
  }

  function show(first: number, last: number): void {
    onScreen = { first: Math.max(0, first), last }
    // Rows of a query whose first answer is still awaited are asked for by `take`.
    if (shownQuery === oldestValid) readOnScreen()
  }

  function refresh(): void {
    generation += 1
    if (shownQuery === oldestValid) readOnScreen()
    else void read(0)
  }

  watch(
    () => JSON.stringify(query()),
    () => {
      generation += 1
      oldestValid = generation
      void read(0)
    },
    { immediate: true },
  )
  // A kept-alive page that is not on screen waits until it is.
  let isShown = true
  let isOutdated = false
  watch(revision, () => {
    if (isShown) refresh()
    else isOutdated = true
  })
  onDeactivated(() => (isShown = false))
  onActivated(() => {
    isShown = true
    if (isOutdated) refresh()
    isOutdated = false
  })

  function rowAt(index: number): Row | null {
    return pages.value.get(Math.floor(index / pageRows))?.rows[index % pageRows] ?? null
  }

  return { total, totalUnfiltered, deletedCount, isFirstLoad, error, queryCount, rowAt, show, refresh }
}
