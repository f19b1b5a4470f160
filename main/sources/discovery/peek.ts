import type { SourceSpec } from '../../../shared/model/source'
import type { Source, SourceBatch } from '../source'

/** Enough to tell one store from another, and little to send to the database. */
const mostEntities = 400
/** Reports are large. */
const mostReports = 40
const longestPeekMs = 5_000
/** A store that is being written to is asked again. */
const retryAfterMs = [100, 300, 900]

interface PeekOptions {
  readonly createSource: (spec: SourceSpec) => Source | null
  readonly delay: (ms: number) => Promise<void>
}

/** The first entities of a store, by reading it until there are enough of them; null when none could be read. */
export async function peekInto(
  spec: SourceSpec,
  { createSource, delay }: PeekOptions,
): Promise<SourceBatch | null> {
  const source = createSource(spec)
  if (source === null) return null
  try {
    for (const wait of [0, ...retryAfterMs]) {
      if (wait > 0) await delay(wait)
      const { batches, isBusy } = await readSome(source)
      if (batches.length > 0 || !isBusy) return joined(batches)
    }
    return null
  } finally {
    await source.dispose()
  }
}

async function readSome(source: Source): Promise<{ batches: readonly SourceBatch[]; isBusy: boolean }> {
  const enough = new AbortController()
  const batches: SourceBatch[] = []
  let entities = 0
  let reports = 0
  const result = await source.poll({
    signal: AbortSignal.any([enough.signal, AbortSignal.timeout(longestPeekMs)]),
    emit(batch) {
      batches.push(batch)
      const { experiments = [], runs = [], models = [], projects = [] } = batch
      entities += experiments.length + runs.length + models.length + projects.length
      reports += batch.reports?.length ?? 0
      if (entities >= mostEntities || reports >= mostReports) enough.abort()
    },
  })
  return { batches, isBusy: !result.ok && result.error.code === 'locked' }
}

function joined(batches: readonly SourceBatch[]): SourceBatch | null {
  if (batches.length === 0) return null
  return {
    projects: batches.flatMap((batch) => batch.projects ?? []),
    experiments: batches.flatMap((batch) => batch.experiments ?? []).slice(0, mostEntities),
    runs: batches.flatMap((batch) => batch.runs ?? []).slice(0, mostEntities),
    models: batches.flatMap((batch) => batch.models ?? []).slice(0, mostEntities),
    reports: batches.flatMap((batch) => batch.reports ?? []).slice(0, mostReports),
  }
}
