import * as v from 'valibot'

/** Files that belong to a run or a model: as a store's own folders, or as a server lists them. */

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(1_024))

export const ArtifactOwnerSchema = v.variant('kind', [
  v.object({ kind: v.literal('run'), runId: id }),
  v.object({ kind: v.literal('model'), modelId: id }),
])
export type ArtifactOwner = v.InferOutput<typeof ArtifactOwnerSchema>

export const ArtifactRefSchema = v.object({ sourceId: id, owner: ArtifactOwnerSchema })
export type ArtifactRef = v.InferOutput<typeof ArtifactRefSchema>

/** Below the artifact root, forward slashes, no `.` and no `..`; empty is the root itself. */
export const ArtifactPathSchema = v.pipe(v.string(), v.maxLength(4_096))

/** The most bytes that one answer carries: larger files are asked for piece by piece. */
export const mostArtifactBytes = 4 * 2 ** 20

const pixel = v.pipe(v.number(), v.minValue(-100_000), v.maxValue(100_000))

/** A place of the window for a page of somebody else, in its own CSS pixels. */
export const PageBoundsSchema = v.object({ x: pixel, y: pixel, width: pixel, height: pixel })
export type PageBounds = v.InferOutput<typeof PageBoundsSchema>

export interface ArtifactEntry {
  /** From the artifact root, forward slashes. */
  readonly path: string
  readonly name: string
  /** `outside`: a link that leads out of the artifact root; it is named, and not followed. */
  readonly kind: 'folder' | 'file' | 'outside'
  /** Of a file; null for folders and where the store does not say. */
  readonly bytes: number | null
  /** Epoch ms, or null. */
  readonly modifiedAt: number | null
}

/** One level of the tree: folders first, each kind by name. */
export interface ArtifactListing {
  /** The folder on this machine, or the URI that a server gives. */
  readonly root: string
  /** The root is a folder of this machine: it can be shown in Finder. */
  readonly isLocal: boolean
  readonly entries: readonly ArtifactEntry[]
  /** The folder holds more than is listed here. */
  readonly isCut: boolean
}

/** From byte `from`, at most `length` bytes. */
export interface ByteRange {
  readonly from: number
  readonly length: number
}

export interface ArtifactChunk {
  /** May be shorter than asked for: at the end of the file, and where a server sends less. Empty only at the end. */
  readonly bytes: Uint8Array
  readonly from: number
  /** Size of the whole file now, or null where the store does not say. */
  readonly totalBytes: number | null
}
