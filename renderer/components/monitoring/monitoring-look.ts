import {
  CircleAlert,
  CircleCheck,
  CircleHelp,
  CircleSlash,
  Clock3,
  TrendingDown,
  TriangleAlert,
} from '@lucide/vue'
import type { Component } from 'vue'
import { useFormat } from '../../composables/useFormat'
import type { ReportKind, TestStatus } from '../../../shared/model/drift-report'
import type { RetrainingLevel } from '../../../shared/monitoring/retraining'
import type { MonitoringState } from '../../../shared/monitoring/status'

export interface Look {
  readonly word: string
  readonly tone: 'good' | 'warn' | 'bad' | 'quiet'
  readonly icon: Component
  readonly hint: string
}

const states: Readonly<Record<MonitoringState, Look>> = {
  off: { word: 'No reports', tone: 'quiet', icon: CircleSlash, hint: 'No report was found.' },
  stale: {
    word: 'Stale',
    tone: 'warn',
    icon: Clock3,
    hint: 'The newest report is too old to say anything about today.',
  },
  degraded: { word: 'Degraded', tone: 'bad', icon: TrendingDown, hint: 'A metric is beyond its limit.' },
  drifted: {
    word: 'Drifted',
    tone: 'bad',
    icon: CircleAlert,
    hint: 'The newest report says that the data drifted.',
  },
  ok: { word: 'In order', tone: 'good', icon: CircleCheck, hint: 'No drift, and every known limit is kept.' },
  unknown: {
    word: 'No verdict',
    tone: 'quiet',
    icon: CircleHelp,
    hint: 'There are reports, but none says anything about drift or a metric with a limit.',
  },
}

export function stateLook(state: MonitoringState): Look {
  return states[state]
}

const tests: Readonly<Record<TestStatus, Look>> = {
  SUCCESS: { word: 'Passed', tone: 'good', icon: CircleCheck, hint: 'The condition holds.' },
  WARNING: {
    word: 'Warning',
    tone: 'warn',
    icon: TriangleAlert,
    hint: 'The test failed, but was marked as not critical.',
  },
  FAIL: { word: 'Failed', tone: 'bad', icon: CircleAlert, hint: 'The condition does not hold.' },
  ERROR: {
    word: 'Error',
    tone: 'bad',
    icon: CircleSlash,
    hint: 'Evidently could not run the test: no verdict.',
  },
  SKIPPED: { word: 'Skipped', tone: 'quiet', icon: CircleHelp, hint: 'The test was not run.' },
}

export function testLook(status: TestStatus): Look {
  return tests[status]
}

export const retrainingWords: Readonly<Record<RetrainingLevel, string>> = {
  none: 'No reason to retrain',
  watch: 'Watch it',
  suggest: 'Retraining suggested',
  urgent: 'Retrain soon',
}

export const kindWords: Readonly<Record<ReportKind, string>> = {
  drift: 'Drift',
  classification: 'Classification',
  regression: 'Regression',
  quality: 'Data quality',
  tests: 'Tests',
  mixed: 'Mixed',
  other: 'Other',
}

export function percent(share: number | null): string {
  return useFormat().percent(share)
}

/** p-values underflow quickly: below what a float can tell apart from chance they are only "very small". */
export function scoreText(score: number | null, format: (value: number | null) => string): string {
  if (score === null) return '–'
  return score >= 0 && score < 1e-16 ? '<1e-16' : format(score)
}
