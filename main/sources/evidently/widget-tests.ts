import { legacyTestKey } from './legacy-tests'
import { addFeature, addTest, type Draft } from './report-content'
import { describedDrift, describedShare, driftedByTest, testStatusOf } from './test-result'
import { arrayOf, fieldOf, textOf } from './untrusted'
import type { Widget } from './widgets'

/** Tests as the page lists them; sentences of drift tests hold the only thresholds that HTML has. */
export function readWidgetTests(draft: Draft, widgets: readonly Widget[]): void {
  for (const widget of widgets) {
    if (widget.type !== 'test_suite') continue
    for (const test of arrayOf(fieldOf(widget.params, 'tests')) ?? []) readTest(draft, test)
  }
}

function readTest(draft: Draft, test: unknown): void {
  const name = textOf(fieldOf(test, 'title'))
  const status = testStatusOf(fieldOf(test, 'state'))
  if (name === null || status === null) {
    draft.problems.add('A test without a name or a known status was left out.')
    return
  }
  const description = textOf(fieldOf(test, 'description')) ?? ''
  const groups = fieldOf(test, 'groups')
  const group = textOf(fieldOf(groups, 'test_group'))
  const described = describedDrift(description)
  const valueDrift = /^Value Drift for column (.{1,1000})$/s.exec(name)?.[1]
  const column = textOf(fieldOf(groups, 'by_feature')) ?? described?.column ?? valueDrift ?? null
  addTest(draft, { key: legacyTestKey(group, name, column), name, status, description, group, column })
  if (described !== null && column !== null) {
    draft.subjects.add('drift')
    const { method, score, threshold } = described
    addFeature(draft, {
      name: column,
      method,
      score,
      threshold,
      drifted: driftedByTest(status),
      driftedFrom: 'test',
    })
  }
  readShare(draft, description)
}

function readShare(draft: Draft, description: string): void {
  const share = describedShare(description)
  if (share === null || share.total === 0) return
  draft.driftedFeatureCount ??= share.drifted
  draft.featureCount ??= share.total
  draft.driftShare ??= share.drifted / share.total
}
