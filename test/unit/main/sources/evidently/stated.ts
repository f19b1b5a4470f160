import { expect } from 'vitest'
import type { ParsedReport } from '../../../../../main/sources/evidently/parse-report'

/** [dataset drift, share, share threshold, features by name as [drifted, score, threshold, method], test statuses] */
export type Stated = readonly [
  boolean | null,
  number | null,
  number | null,
  Readonly<Record<string, readonly [boolean | null, number | null, number | null, string | null]>>,
  string,
]

/** Pages round the share to 3 digits. */
export function expectStated({ content, shape }: ParsedReport, stated: Stated): void {
  const [datasetDrift, share, shareThreshold, features, statuses] = stated
  expect(content.datasetDrift).toBe(datasetDrift)
  expect(content.driftShareThreshold).toBe(shareThreshold)
  if (share === null) expect(content.driftShare).toBeNull()
  else expect(Math.abs(content.driftShare! - share)).toBeLessThan(shape === 'html' ? 0.0006 : 1e-12)
  const found = content.features.map((each) => [
    each.name,
    [each.drifted, each.score, each.threshold, each.method],
  ])
  expect(Object.fromEntries(found)).toEqual(features)
  expect(content.tests.map((test) => test.status).join(' ')).toBe(statuses)
}
