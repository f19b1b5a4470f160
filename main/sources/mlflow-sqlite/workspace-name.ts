import { filledTextOf, type Cell } from './cells'

/**
 * Names are unique within a workspace only (MLflow 3.10 with `--enable-workspaces`); nearly every store has the
 * workspace `default` alone. A model's name cannot hold a slash, so a prefix makes it unique again.
 */
export function nameInWorkspace(name: string, workspace: Cell): string {
  const own = filledTextOf(workspace)
  return own === null || own === 'default' ? name : `${own}/${name}`
}
