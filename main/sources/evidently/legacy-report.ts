import { readLegacyMetrics, type LegacyMetric } from './legacy-metrics'
import { readLegacyTests } from './legacy-tests'
import { createDraft, deriveVerdicts, finishDraft, type Draft, type ReportContent } from './report-content'
import { arrayOf, fieldOf, numberOf, recordOf, textOf, typeNameOf } from './untrusted'

/** `report.save_json()`: `{version, metrics: [{metric, result}], timestamp}`; `as_dict()` has the metrics only. */
export function readLegacyResults(json: unknown): ReportContent {
  const draft = draftOf(json)
  const metrics = (arrayOf(fieldOf(json, 'metrics')) ?? []).map((entry): LegacyMetric => {
    return { type: typeNameOf(fieldOf(entry, 'metric')) ?? 'unknown', result: fieldOf(entry, 'result') }
  })
  readLegacyMetrics(draft, metrics)
  return finish(draft)
}

/** `test_suite.save_json()`: `{version, tests: […], summary, timestamp}`. */
export function readLegacyTestSuite(json: unknown): ReportContent {
  const draft = draftOf(json)
  draft.isTestSuite = true
  readLegacyTests(draft, arrayOf(fieldOf(json, 'tests')) ?? [])
  return finish(draft)
}

/**
 * `report.save()` and workspaces: `suite.metrics[i]` belongs to `suite.metric_results[i]`, and `metrics_ids` names those
 * that the user asked for. Types are dotted Python paths before 0.4.38, `evidently:metric:…` since.
 */
export function readLegacySnapshot(json: unknown): ReportContent {
  const draft = draftOf(json)
  const suite = fieldOf(json, 'suite')
  const metrics = arrayOf(fieldOf(suite, 'metrics')) ?? []
  const results = arrayOf(fieldOf(suite, 'metric_results')) ?? []
  const tests = arrayOf(fieldOf(suite, 'test_results')) ?? []
  const wanted = indexesOf(fieldOf(json, 'metrics_ids'))
  draft.isTestSuite = indexesOf(fieldOf(json, 'test_ids')).size > 0 && wanted.size === 0
  if (metrics.length !== results.length) {
    draft.problems.add(`This snapshot has ${metrics.length} metrics, but ${results.length} results.`)
  }
  const read: LegacyMetric[] = []
  metrics.forEach((metric, at) => {
    // Of a test suite nothing was asked for: what its tests depend on holds their exact scores.
    if (!draft.isTestSuite && wanted.size > 0 && !wanted.has(at)) return
    const result = results[at]
    const type = typeNameOf(fieldOf(metric, 'type')) ?? 'unknown'
    if (typeNameOf(fieldOf(result, 'type'))?.endsWith('ErrorResult'))
      draft.problems.add(`${type} could not be computed.`)
    else read.push({ type, result })
  })
  readLegacyMetrics(draft, read)
  readLegacyTests(draft, tests)
  return finish(draft)
}

function draftOf(json: unknown): Draft {
  const draft = createDraft('legacy')
  draft.version = textOf(fieldOf(json, 'version'))
  draft.statedTime = textOf(fieldOf(json, 'timestamp'))
  draft.tags = (arrayOf(fieldOf(json, 'tags')) ?? []).filter((tag) => typeof tag === 'string')
  draft.title = textOf(fieldOf(json, 'name')) ?? presetOf(fieldOf(json, 'metadata'))
  return draft
}

/** Snapshots carry the presets that they were made of. */
function presetOf(metadata: unknown): string | null {
  const presets = arrayOf(fieldOf(metadata, 'metric_presets')) ?? arrayOf(fieldOf(metadata, 'test_presets'))
  return textOf(presets?.[0]) ?? textOf(fieldOf(recordOf(metadata), 'name'))
}

function indexesOf(value: unknown): ReadonlySet<number> {
  return new Set((arrayOf(value) ?? []).map(numberOf).filter((index) => index !== null))
}

function finish(draft: Draft): ReportContent {
  deriveVerdicts(draft)
  return finishDraft(draft)
}
