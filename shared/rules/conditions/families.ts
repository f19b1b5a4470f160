import type { ConditionKind } from '../../model/rule'
import { monitoringAge, sourceAge } from './ages'
import { channelFailing } from './channel-failing'
import { diverged } from './diverged'
import { driftShare, featureDrift } from './drift'
import { hardware, memoryPressure, thermal } from './hardware'
import type { AnyFamily, Family } from './judge-types'
import { metricNotFinite } from './metric-not-finite'
import { metricThreshold } from './metric-threshold'
import { modelRegression } from './model-regression'
import { plateau } from './plateau'
import { reportMetric } from './report-metric'
import { runFailed } from './run-failed'
import { runStuck } from './run-stuck'
import { sourceUnreachable } from './source-unreachable'
import { swapRate } from './swap-rate'
import { testsFailed } from './tests-failed'

const families: { readonly [K in ConditionKind]: Pick<Family<K>, 'observes' | 'pace'> } = {
  'metric-threshold': metricThreshold,
  'metric-not-finite': metricNotFinite,
  diverged,
  plateau,
  hardware,
  'memory-pressure': memoryPressure,
  thermal,
  'swap-rate': swapRate,
  'drift-share': driftShare,
  'feature-drift': featureDrift,
  'report-metric': reportMetric,
  'tests-failed': testsFailed,
  'monitoring-age': monitoringAge,
  'source-age': sourceAge,
  'source-unreachable': sourceUnreachable,
  'run-failed': runFailed,
  'run-stuck': runStuck,
  'model-regression': modelRegression,
  'channel-failing': channelFailing,
}

/** A family judges only conditions of its own kind and observations of the kind it observes: `evaluate` sees to both. */
export function familyOf(kind: ConditionKind): AnyFamily {
  return families[kind] as AnyFamily
}
