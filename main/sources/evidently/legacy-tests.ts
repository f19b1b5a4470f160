import { addFeature, addTest, type Draft } from './report-content'
import { describedShare, testStatusOf } from './test-result'
import { booleanOf, fieldOf, numberOf, recordOf, textOf } from './untrusted'

/** Test results of results JSON and of snapshots, which differ only in type tags. */
export function readLegacyTests(draft: Draft, tests: readonly unknown[]): void {
  for (const test of tests) {
    const name = textOf(fieldOf(test, 'name'))
    const status = testStatusOf(fieldOf(test, 'status'))
    if (name === null || status === null) {
      draft.problems.add('A test without a name or a known status was left out.')
      continue
    }
    const parameters = fieldOf(test, 'parameters')
    const column = columnOf(parameters)
    const group = textOf(fieldOf(test, 'group'))
    const description = textOf(fieldOf(test, 'description')) ?? ''
    addTest(draft, { key: legacyTestKey(group, name, column), name, status, description, group, column })
    readDriftParameters(draft, parameters, column)
    readTestedShare(draft, parameters, description)
  }
}

/** No id is written, and names hold no values in this family: group, name and column tell tests apart. */
export function legacyTestKey(group: string | null, name: string, column: string | null): string {
  return [group ?? '', name, ...(column === null ? [] : [column])].join('/')
}

function columnOf(parameters: unknown): string | null {
  const column = fieldOf(parameters, 'column_name')
  return textOf(column) ?? textOf(fieldOf(column, 'name'))
}

/** Scores of tests are rounded to 3 digits: those of the metrics, where there are any, were added before. */
function readDriftParameters(draft: Draft, parameters: unknown, column: string | null): void {
  if (column !== null) readTestedColumn(draft, column, parameters)
  for (const [name, feature] of Object.entries(recordOf(fieldOf(parameters, 'features')) ?? {})) {
    readTestedColumn(draft, name, feature)
  }
}

function readTestedColumn(draft: Draft, name: string, tested: unknown): void {
  const method = textOf(fieldOf(tested, 'stattest'))
  if (method === null) return
  draft.subjects.add('drift')
  addFeature(draft, {
    name,
    method,
    score: numberOf(fieldOf(tested, 'score')),
    threshold: numberOf(fieldOf(tested, 'threshold')),
    drifted: booleanOf(fieldOf(tested, 'detected')),
  })
}

function readTestedShare(draft: Draft, parameters: unknown, description: string): void {
  const features = Object.values(recordOf(fieldOf(parameters, 'features')) ?? {})
  const detected = features.map((feature) => booleanOf(fieldOf(feature, 'detected')))
  const share =
    features.length > 0 && !detected.includes(null)
      ? { drifted: detected.filter((each) => each).length, total: features.length }
      : describedShare(description)
  if (share === null || share.total === 0) return
  draft.driftedFeatureCount ??= share.drifted
  draft.featureCount ??= share.total
  draft.driftShare ??= share.drifted / share.total
}
