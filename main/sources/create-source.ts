import type { ServerAccess } from '../../shared/model/server'
import type { SourceSpec } from '../../shared/model/source'
import { createEvidentlySource } from './evidently/source'
import { createHfTrainerSource } from './hf-trainer/source'
import { createMetricLogSource } from './metric-log/source'
import { createMlxLmSource } from './mlx-lm/source'
import { createMlflowFileSource } from './mlflow-file/source'
import type { TraceMemory } from './mlflow-file/trace-memory'
import { createMlflowSqliteSource } from './mlflow-sqlite/source'
import { lookInBentoStore } from './model-store/bento-store'
import { lookInHubCache } from './model-store/hub-cache'
import { createModelStoreSource } from './model-store/source'
import { createTensorboardSource } from './tensorboard/source'
import { createTrackioSource } from './trackio/source'
import { createWandbSource } from './wandb/source'
import { createToolkitWorkspaceSource } from './toolkit-workspace/source'
import type { OpenReadonly } from '../store/sqlite-binding'
import { createMlflowRestSource } from './mlflow-rest/source'
import type { Source, SourceServices } from './source'

export interface SourceTools {
  readonly services: SourceServices
  readonly openReadonly: OpenReadonly
  /** A folder of our own for copies of databases that must not be opened in place. */
  readonly temporaryFolder: string
  /** When traces of file stores began; without it their files are read after each start. */
  readonly traceMemory?: TraceMemory
  /** How the server at that address is asked just now; without it, servers are asked without a secret. */
  readonly accessTo?: (url: string) => ServerAccess | undefined
}

/** The adapter for a kind of source; null for a kind that this version cannot read yet. */
export function createSource(spec: SourceSpec, tools: SourceTools): Source | null {
  switch (spec.kind) {
    case 'toolkit-workspace':
      return createToolkitWorkspaceSource({ spec, services: tools.services })
    case 'mlflow-file':
      return createMlflowFileSource({ spec, ...tools })
    case 'mlflow-sqlite':
      return createMlflowSqliteSource({ spec, ...tools })
    case 'tensorboard':
      return createTensorboardSource({ spec, services: tools.services })
    case 'metric-log':
      return createMetricLogSource({ spec, services: tools.services })
    case 'hf-trainer':
      return createHfTrainerSource({ spec, services: tools.services })
    case 'mlx-lm':
      return createMlxLmSource({ spec, services: tools.services })
    case 'trackio':
      return createTrackioSource({ spec, ...tools })
    case 'wandb':
      return createWandbSource({ spec, services: tools.services })
    case 'bentoml':
      return createModelStoreSource(spec, (signal) => lookInBentoStore(spec, signal))
    case 'hf-cache':
      return createModelStoreSource(spec, (signal) => lookInHubCache(spec, tools.services.breathe, signal))
    case 'mlflow-rest':
      return createMlflowRestSource({
        spec,
        services: tools.services,
        access: () => tools.accessTo?.(spec.location) ?? openAccess(spec.location),
      })
    case 'evidently':
      return createEvidentlySource({ spec, ...tools })
  }
}

function openAccess(url: string): ServerAccess {
  return { url, auth: { kind: 'none' }, workspace: null }
}
