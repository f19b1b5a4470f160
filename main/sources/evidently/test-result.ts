import { testStatuses, type TestStatus } from '../../../shared/model/drift-report'
import { numberFromText, textOf } from './untrusted'

/** The status of any spelling ("FAIL", "fail"); null for what Evidently does not have. */
export function testStatusOf(value: unknown): TestStatus | null {
  const upper = textOf(value)?.toUpperCase()
  return testStatuses.find((status) => status === upper) ?? null
}

/** Whether a drift test's outcome means drift; an error or a skipped test says nothing. */
export function driftedByTest(status: TestStatus | null): boolean | null {
  if (status === 'SUCCESS') return false
  return status === 'FAIL' || status === 'WARNING' ? true : null
}

export interface DescribedDrift {
  /** Null in the v2 family, whose descriptions do not name the column. */
  readonly column: string | null
  readonly method: string
  /** Rounded to 2 or 3 digits: 1e-30 reads 0. */
  readonly score: number | null
  readonly threshold: number | null
}

const longestDescription = 2_000
const legacy =
  /^The drift score for the feature \*\*(.+)\*\* is (\S+)\. The drift detection method is (.+)\. The drift detection threshold is (\S+?)\.?$/s
const v2 = /^Drift score is (\S+)\. The drift detection method is (.+)\. The drift threshold is (\S+?)\.?$/s

/** What the sentence of a drift test says, in the wording of either family; null for any other sentence. */
export function describedDrift(description: string): DescribedDrift | null {
  const text = description.slice(0, longestDescription)
  const old = legacy.exec(text)
  if (old !== null) {
    const [, column = '', score, method = '', threshold] = old
    return { column, method, score: numberFromText(score), threshold: numberFromText(threshold) }
  }
  const found = v2.exec(text)
  if (found === null) return null
  const [, score, method = '', threshold] = found
  return { column: null, method, score: numberFromText(score), threshold: numberFromText(threshold) }
}

const shareText =
  /^The drift is detected for (?:[\d.]+% features \((\d{1,9}) out of (\d{1,9})\)|(\d{1,9}) out of (\d{1,9}) features)\./

/** "The drift is detected for 40% features (2 out of 5)." → 2 of 5; null for any other sentence. */
export function describedShare(
  description: string,
): { readonly drifted: number; readonly total: number } | null {
  const found = shareText.exec(description)
  if (found === null) return null
  return { drifted: Number(found[1] ?? found[3]), total: Number(found[2] ?? found[4]) }
}
