/** A copy of an artifact that is being written to a place of the user's choice. */
export interface SavingFile {
  readonly saveId: number
  /** As the user named the copy. */
  readonly name: string
  readonly savedBytes: number
  /** Null where nobody says how large the file is. */
  readonly totalBytes: number | null
  /** It was called off and is about to end. */
  readonly isStopping: boolean
}

export interface SavedFile {
  readonly name: string
  readonly bytes: number
}
