import { isFolder } from '../files'
import { localPathOf } from '../local-path'
import { textOf } from '../yaml'
import { listQuietly, readMap } from './recognise'

/**
 * Where a repository of EfficientAI-MLX-Toolkit, or any project with MLflow's defaults, keeps its stores. They are
 * looked at before the walk below the root, so that a big repository cannot hide them behind its limit.
 */
export function candidatesOf(root: string): readonly string[] {
  const workspace = `${root}/mlops/workspace`
  const inWorkspaces = foldersIn(workspace).flatMap((folder) => [
    `${folder}/mlruns`,
    `${folder}/mlflow`,
    `${folder}/mlflow.db`,
    ...storeNamedBy(folder),
  ])
  const inProjects = foldersIn(`${root}/projects`).flatMap((folder) => [
    `${folder}/mlruns`,
    `${folder}/mlflow.db`,
  ])
  const own = [`${root}/mlruns`, `${root}/mlflow.db`, `${root}/mlruns.db`]
  // Reports of a monitor that was made without a workspace.
  const reports = `${root}/mlops/monitoring/workspace`
  return [
    ...own,
    workspace,
    reports,
    `${workspace}/mlflow.db`,
    `${workspace}/mlruns`,
    ...inWorkspaces,
    ...inProjects,
  ]
}

/** The store that a project's workspace.yaml names, if it is a place on this machine: it may lie outside the root. */
function storeNamedBy(project: string): string[] {
  const map = readMap(`${project}/workspace.yaml`)
  const uri = map === null ? null : textOf(map, 'mlflow_tracking_uri')
  if (uri === null) return []
  // `sqlite:///relative.db` and `sqlite:////absolute.db`, as SQLAlchemy reads them.
  const path = uri.startsWith('sqlite:///') ? uri.slice('sqlite:///'.length) : localPathOf(uri, project)
  return path?.startsWith('/') === true ? [path] : []
}

function foldersIn(parent: string): string[] {
  return listQuietly(parent)
    .filter((entry) => isFolder(parent, entry))
    .map((entry) => `${parent}/${entry.name}`)
}
