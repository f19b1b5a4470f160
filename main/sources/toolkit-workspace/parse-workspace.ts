import type { WorkspaceProject } from '../../../shared/model/workspace'
import { textOf, toPlain } from '../yaml'
import type { YamlMap } from '../yaml'
import { parsePythonTime } from './python-time'

/** What workspace.yaml says of a project; where it lies and what is wrong with it is the reader's to say. */
export type ProjectFields = Omit<WorkspaceProject, 'sourceId' | 'path' | 'problem'>

/**
 * `mlops/workspace/manager.py` of EfficientAI-MLX-Toolkit dumps a flat mapping. `root_path` is not read: it is stale
 * as soon as the repository moves, and may be relative. Every field may be missing, null, or edited by hand.
 */
export function parseWorkspace(map: YamlMap, folderName: string): ProjectFields {
  const metadata = map.get('metadata')
  return {
    name: filled(textOf(map, 'project_name')) ?? folderName,
    metadata: metadata instanceof Map ? (toPlain(metadata) as Record<string, unknown>) : {},
    createdAt: parsePythonTime(textOf(map, 'created_at'), 'utc'),
    updatedAt: parsePythonTime(textOf(map, 'updated_at'), 'utc'),
    experimentId: filled(textOf(map, 'mlflow_experiment_id')),
    trackingUri: filled(textOf(map, 'mlflow_tracking_uri')),
  }
}

/** For a workspace.yaml that cannot be read. */
export function unreadWorkspace(folderName: string): ProjectFields {
  return {
    name: folderName,
    metadata: {},
    createdAt: null,
    updatedAt: null,
    experimentId: null,
    trackingUri: null,
  }
}

function filled(text: string | null): string | null {
  return text === null || text.trim() === '' ? null : text
}
