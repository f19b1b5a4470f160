import type { RootCandidate, SourceSpec } from '../../../shared/model/source'
import type { Source, SourceBatch } from '../source'

/** A big store is counted as far as this goes; all of them together must not keep a dialog waiting. */
const longestCountMs = 700
const longestInAllMs = 4_000

interface CountOptions {
  readonly specs: readonly SourceSpec[]
  readonly createSource: (spec: SourceSpec) => Source | null
  /** Epoch ms. */
  readonly now: () => number
}

/** What lies in each of the sources that were found, by reading it once and forgetting it again. */
export async function countCandidates({ specs, createSource, now }: CountOptions): Promise<RootCandidate[]> {
  const endsAt = now() + longestInAllMs
  const candidates: RootCandidate[] = []
  for (const spec of specs) {
    const leftMs = Math.min(longestCountMs, endsAt - now())
    const source = leftMs > 0 ? createSource(spec) : null
    candidates.push(source === null ? uncounted(spec) : await countIn(source, leftMs))
  }
  return candidates
}

async function countIn(source: Source, leftMs: number): Promise<RootCandidate> {
  const experiments = new Set<string>()
  const runs = new Set<string>()
  const others = new Set<string>()
  let newestAt: number | null = null
  const emit = (batch: SourceBatch) => {
    for (const { experimentId } of batch.experiments ?? []) experiments.add(experimentId)
    for (const run of batch.runs ?? []) {
      runs.add(run.runId)
      const times = Object.values(run.metrics).map((metric) => metric.timestamp)
      for (const time of [run.startTime, run.endTime, ...times]) {
        if (time !== null && Number.isFinite(time) && (newestAt === null || time > newestAt)) newestAt = time
      }
    }
    for (const { path } of batch.projects ?? []) others.add(path)
    for (const { modelId } of batch.models ?? []) others.add(modelId)
    for (const { id } of batch.reports ?? []) others.add(id)
  }
  try {
    const outcome = await source.poll({ signal: AbortSignal.timeout(leftMs), emit })
    const isCut = !outcome.ok && (outcome.error.code === 'cancelled' || outcome.error.code === 'timeout')
    return {
      ...source.spec,
      counts: { experiments: experiments.size, runs: runs.size, others: others.size },
      isWhole: outcome.ok,
      newestAt,
      problem: outcome.ok || isCut ? null : outcome.error.message,
    }
  } finally {
    await source.dispose()
  }
}

function uncounted(spec: SourceSpec): RootCandidate {
  return {
    ...spec,
    counts: { experiments: 0, runs: 0, others: 0 },
    isWhole: false,
    newestAt: null,
    problem: null,
  }
}
