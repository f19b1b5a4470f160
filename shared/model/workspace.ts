import type { AppError } from '../result'

/** A project as a workspace folder declares it (`mlops/workspace/<folder>/workspace.yaml`). */
export interface WorkspaceProject {
  readonly sourceId: string
  /** `project_name`, or the folder's name when the file cannot be read. */
  readonly name: string
  /** The folder in which workspace.yaml really lies; the `root_path` inside it may be stale. */
  readonly path: string
  readonly metadata: Readonly<Record<string, unknown>>
  /** Epoch ms. */
  readonly createdAt: number | null
  readonly updatedAt: number | null
  readonly experimentId: string | null
  readonly trackingUri: string | null
  /** Why the file could not be read whole; the project is listed all the same. */
  readonly problem: AppError | null
}
