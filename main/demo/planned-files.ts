/** A file to write; `path` has forward slashes and begins below the folder of the demo. */
export interface PlannedFile {
  readonly path: string
  readonly content: string | Uint8Array
  /** Epoch ms: when the tool that is imitated would have written it. */
  readonly modifiedAt: number
}

export interface FileTree {
  readonly files: readonly PlannedFile[]
  /** Folders that exist even when nothing lies in them; MLflow ≥ 3.8 takes a run without them for damaged. */
  readonly folders: readonly string[]
}
