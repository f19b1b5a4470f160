import type { ArtifactChunk, ArtifactListing, ArtifactRef, ByteRange } from '../../../shared/model/artifact'
import { fail, ok, type Result } from '../../../shared/result'
import { statOf } from '../files'
import type { ArtifactSink, Source } from '../source'
import { containedPath, segmentsOf } from './contained-path'
import { fillFile } from './fill-file'
import { listLocalArtifacts, readLocalArtifact } from './local-artifacts'
import { recordedPath } from './recorded-place'
import { streamLocalArtifact } from './stream-local'

/** A server may be slow; a disk that is will not answer faster for being asked again. */
const listPatienceMs = 20_000
const readPatienceMs = 120_000

/** An owner with the place that the catalogue knows of it: a path, a URI, or null. */
export interface PlacedArtifacts extends ArtifactRef {
  readonly place: string | null
}

export interface ArtifactDesk {
  list(asked: PlacedArtifacts & { readonly path: string }): Promise<Result<ArtifactListing>>
  read(
    asked: PlacedArtifacts & { readonly path: string; readonly range: ByteRange },
  ): Promise<Result<ArtifactChunk>>
  /** Fills a new file with one whole artifact, in one pass over it; for as long as that takes. */
  save(
    asked: PlacedArtifacts & { readonly path: string; readonly file: string; readonly target: string },
    way: {
      readonly signal: AbortSignal
      readonly onProgress: (savedBytes: number, totalBytes: number | null) => void
    },
  ): Promise<Result<{ readonly bytes: number }>>
  /** The absolute path of a file or folder of this machine. */
  pathOf(asked: PlacedArtifacts & { readonly path: string }): Result<string>
  /** The same of a document that another app may open: a file whose own name, behind every link, is that of a PDF. */
  documentOf(asked: PlacedArtifacts & { readonly path: string }): Result<string>
}

/** Artifacts of whichever source: its own methods where it has them, else the recorded place on this disk. */
export function createArtifactDesk(sourceOf: (sourceId: string) => Source | null): ArtifactDesk {
  return {
    async list({ sourceId, owner, place, path }) {
      if (segmentsOf(path) === null) return badPath(path)
      const source = sourceOf(sourceId)
      if (source?.listArtifacts !== undefined) {
        return source.listArtifacts(owner, path, AbortSignal.timeout(listPatienceMs))
      }
      const root = recordedPath(place)
      return root.ok ? listLocalArtifacts(root.value, path) : root
    },
    async read({ sourceId, owner, place, path, range }) {
      if (segmentsOf(path) === null) return badPath(path)
      const source = sourceOf(sourceId)
      if (source?.readArtifact !== undefined) {
        return source.readArtifact(owner, path, range, AbortSignal.timeout(readPatienceMs))
      }
      const root = recordedPath(place)
      return root.ok ? readLocalArtifact(root.value, path, range) : root
    },
    async save({ sourceId, owner, place, path, file, target }, { signal, onProgress }) {
      if (segmentsOf(path) === null) return badPath(path)
      const source = sourceOf(sourceId)
      const fill = (stream: (sink: ArtifactSink) => Promise<Result<null>>) =>
        fillFile({ file, signal, onProgress }, stream)
      if (source?.streamArtifact !== undefined) {
        return fill(
          async (sink) => (await source.streamArtifact?.(owner, path, sink, signal)) ?? badPath(path),
        )
      }
      const root = recordedPath(place)
      if (!root.ok) return root
      if (isSameFile(root.value, path, target)) {
        return fail('invalid-input', `${target} is this file itself; choose another name or folder.`)
      }
      return fill((sink) => streamLocalArtifact(root.value, path, sink))
    },
    pathOf({ place, path }) {
      const root = recordedPath(place)
      if (!root.ok) return root
      const found = containedPath(root.value, path)
      return found.ok ? ok(found.value.shown) : found
    },
    documentOf({ place, path }) {
      const root = recordedPath(place)
      if (!root.ok) return root
      const found = containedPath(root.value, path)
      if (!found.ok) return found
      const { real, shown } = found.value
      // What opens it goes by the name of the file that a link leads to: `report.pdf` may be a script.
      if (!/\.pdf$/i.test(real) || statOf(real)?.isFile() !== true) {
        return fail('unsupported', `${shown} is no PDF file, and nothing else is opened in another app.`)
      }
      return ok(real)
    },
  }
}

/** The store's own file must not be replaced, not even by a copy of itself. */
function isSameFile(root: string, path: string, target: string): boolean {
  const [found, there] = [containedPath(root, path), statOf(target)]
  if (!found.ok || there === null) return false
  const own = statOf(found.value.real)
  return own !== null && own.dev === there.dev && own.ino === there.ino
}

function badPath(path: string): Result<never> {
  return fail('invalid-input', `“${path}” is not the path of an artifact.`)
}
