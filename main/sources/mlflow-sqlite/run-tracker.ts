import type { PollRequest } from '../source'
import type { ArtifactLocator } from './artifact-locator'
import type { Damage } from './damage'
import type { DerivedLatest } from './derived-latest'
import { createKnown } from './known'
import { createPass } from './pass'
import type { Reading } from './reading'
import { fingerprintOfRun, runOf } from './run-entity'
import { readRunParts, type RunParts } from './run-parts'
import { pagesOfRunRows, runRowsById, type RunRow } from './run-rows'
import { mostEntitiesOfBatch } from './entity-tracker'

interface RunTrackerOptions {
  readonly sourceId: string
  readonly reading: Reading
  readonly emit: PollRequest['emit']
  readonly damage: Damage
  readonly derived: DerivedLatest
  readonly locator: ArtifactLocator
}

export interface RunTracker {
  readonly size: number
  /** Forgets everything, then emits every run, newest first. */
  readAll(afterFirstPage: () => Promise<void>): Promise<void>
  /** Emits those of these runs that differ from what was emitted, and says which are gone. */
  readSome(runIds: readonly string[]): Promise<void>
  /** Runs that are not over, the latest `most` of them: their status and tags change in place. */
  liveRunIds(most: number): readonly string[]
  /** Asks for all rows, and then all contents, to be compared with what is known. */
  request(): void
  readonly isPending: boolean
  /** Goes on comparing, about that long each for rows and contents. */
  advance(budgetMs: number): Promise<void>
}

const rowPageRows = 1_500
/** What a window shows at first: it is handed over whole before anything else is read. */
const runsOfFirstPage = 100
/** Without an index by run each page costs a scan of whole tables: few big pages then. */
const unindexedPageRows = 5_000
/** Looking up a run in a cold index can cost a disk access: where reading is slow, a page has fewer of them. */
const [fewestRunsOfPage, sliceRowsOfRun] = [10, 20]

export function createRunTracker(options: RunTrackerOptions): RunTracker {
  const { sourceId, reading, emit, damage, derived, locator } = options
  const knownRows = createKnown()
  const knownRuns = createKnown()
  const live = new Map<string, number>()

  const pageRowsNow = () =>
    Math.max(
      fewestRunsOfPage,
      Math.min(mostEntitiesOfBatch, Math.floor(reading.sliceRows() / sliceRowsOfRun)),
    )

  interface ReadRun {
    readonly row: RunRow
    readonly parts: RunParts
    readonly uri: string | null
  }

  async function readRows(rows: readonly RunRow[]): Promise<void> {
    const read = await withParts(rows)
    const changed = read.filter(noteRun)
    emitRuns(changed)
  }

  /** Of runs that are not known: they are on their way before they are noted, which takes as long as reading them. */
  async function readNew(rows: readonly RunRow[]): Promise<void> {
    const read = await withParts(rows)
    emitRuns(read)
    for (const run of read) noteRun(run)
  }

  async function withParts(rows: readonly RunRow[]): Promise<readonly ReadRun[]> {
    if (rows.length === 0) return []
    const parts = await readRunParts(
      reading,
      rows.map((row) => row.runId),
      damage,
      (runId) => derived.of(runId),
    )
    const uris = await Promise.all(
      rows.map(({ runId, experimentId, artifactUri }) =>
        locator.uriOf({ runId, experimentId, uri: artifactUri }),
      ),
    )
    return rows.flatMap((row, at) => {
      const own = parts[at]
      return own === undefined ? [] : [{ row, parts: own, uri: uris[at] ?? null }]
    })
  }

  function emitRuns(read: readonly ReadRun[]): void {
    const runs = read.map(({ row, parts, uri }) => runOf(sourceId, row, parts, uri))
    for (let from = 0; from < runs.length; from += mostEntitiesOfBatch) {
      emit({ runs: runs.slice(from, from + mostEntitiesOfBatch) })
    }
  }

  /** True when the run is new or differs from what was emitted. */
  function noteRun({ row, parts, uri }: ReadRun): boolean {
    noteRow(row)
    return knownRuns.accept(row.runId, fingerprintOfRun(row, parts, uri))
  }

  function noteRow(row: RunRow): void {
    knownRows.accept(row.runId, row.fingerprint)
    const isLive = row.status === 'RUNNING' || row.status === 'SCHEDULED'
    if (isLive && row.lifecycleStage === 'active') live.set(row.runId, row.startTime ?? 0)
    else live.delete(row.runId)
  }

  function remove(runIds: readonly string[]): void {
    const gone = runIds.filter((runId) => knownRuns.forget(runId))
    for (const runId of runIds) {
      knownRows.forget(runId)
      live.delete(runId)
    }
    for (let from = 0; from < gone.length; from += mostEntitiesOfBatch) {
      emit({ removed: { runIds: gone.slice(from, from + mostEntitiesOfBatch) } })
    }
  }

  const rowPass = createPass({
    async *pages() {
      knownRows.beginPass()
      yield* pagesOfRunRows(reading, () => rowPageRows)
    },
    async visit(page) {
      const changed = page.filter((row) => knownRows.differs(row.runId, row.fingerprint))
      for (let from = 0; from < changed.length; from += mostEntitiesOfBatch) {
        await readRows(changed.slice(from, from + mostEntitiesOfBatch))
      }
      for (const row of page) noteRow(row)
    },
    finish: () => remove(knownRows.endPass()),
  })
  const contentPass = createPass({
    pages: () => pagesOfRunRows(reading, pageRowsNow),
    visit: readRows,
    finish: () => undefined,
  })

  return {
    get size() {
      return knownRuns.size
    },
    async readAll(afterFirstPage) {
      rowPass.reset()
      contentPass.reset()
      for (const known of [knownRows, knownRuns, live]) known.clear()
      const isIndexed = await reading.slice(({ schema }) => schema.indexOn('params', ['run_uuid']) !== null)
      let pages = 0
      const indexedPageRows = () => (pages++ === 0 ? runsOfFirstPage : pageRowsNow())
      const pageRows = isIndexed ? indexedPageRows : () => unindexedPageRows
      let isFirst = true
      for await (const page of pagesOfRunRows(reading, pageRows)) {
        await readNew(page)
        if (isFirst) await afterFirstPage()
        isFirst = false
      }
    },
    async readSome(runIds) {
      for (let from = 0; from < runIds.length; from += mostEntitiesOfBatch) {
        const ids = runIds.slice(from, from + mostEntitiesOfBatch)
        const rows = await reading.slice((connection) => runRowsById(connection, ids))
        await readRows(rows)
        const found = new Set(rows.map((row) => row.runId))
        remove(ids.filter((runId) => !found.has(runId)))
      }
    },
    liveRunIds(most) {
      const all = [...live]
      if (all.length > most) all.sort(([, a], [, b]) => b - a)
      return all.slice(0, most).map(([runId]) => runId)
    },
    request() {
      rowPass.request()
      contentPass.request()
    },
    get isPending() {
      return rowPass.isPending || contentPass.isPending
    },
    async advance(budgetMs) {
      await rowPass.advance(budgetMs)
      await contentPass.advance(budgetMs)
    },
  }
}
