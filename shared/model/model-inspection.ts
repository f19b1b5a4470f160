import type { ModelFacts } from './model-query'

/** What was read from the headers of a model's files: nothing here needs the weights themselves. */
export interface ModelInspection extends ModelFacts {
  /** The file or folder that was looked at. */
  readonly place: string
  readonly fileCount: number | null
  /** Elements as they are stored, with scales and packed words; null without tensors. */
  readonly tensorCount: number | null
  readonly dtypes: readonly DtypeShare[]
  /** Names and values by subject, in the order in which a reader wants them. */
  readonly sections: readonly InspectionSection[]
  /** The first tensors, as the files name them. */
  readonly tensors: readonly TensorLine[]
  /** What is wrong with the files, one sentence each; the rest is as it was read. */
  readonly problems: readonly string[]
}

export interface InspectionSection {
  readonly title: string
  readonly facts: readonly { readonly label: string; readonly text: string }[]
}

export interface DtypeShare {
  /** As the format names it: `BF16`, `U32`, `Q4_K`. */
  readonly dtype: string
  readonly tensorCount: number
  /** Stored elements. */
  readonly elementCount: number
  readonly bytes: number
}

export interface TensorLine {
  readonly name: string
  readonly dtype: string
  readonly shape: readonly number[]
}
