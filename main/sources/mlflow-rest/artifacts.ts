import {
  mostArtifactBytes,
  type ArtifactChunk,
  type ArtifactEntry,
  type ArtifactListing,
  type ArtifactOwner,
  type ByteRange,
} from '../../../shared/model/artifact'
import { fieldOf } from '../evidently/untrusted'
import type { ArtifactSink } from '../source'
import type { ServerClient, ServerRequest } from './client'
import { brokenOff, ServerFault } from './fault'
import { parseItem } from './json-items'
import { numberOf } from './numbers'
import { filledTextOf } from './parts'

/** Artifacts of a server: listed level by level, and downloaded through it, wherever it keeps them. */
export interface ServerArtifacts {
  list(owner: ArtifactOwner, path: string, signal: AbortSignal): Promise<ArtifactListing>
  read(owner: ArtifactOwner, path: string, range: ByteRange, signal: AbortSignal): Promise<ArtifactChunk>
  /** One download, at the pace of the sink. */
  stream(owner: ArtifactOwner, path: string, sink: ArtifactSink, signal: AbortSignal): Promise<void>
}

/** Where the server looks an owner's files up: among those of a run, below `folder`, or of a LoggedModel. */
type Place =
  | { readonly kind: 'run'; readonly runId: string; readonly folder: string }
  | { readonly kind: 'logged-model'; readonly modelId: string }

const api = '/api/2.0/mlflow'
const mostEntries = 5_000
/** The beginning of the last file is kept: a preview asks for one file piece by piece, and servers send whole files. */
const mostKeptBytes = 64 * 2 ** 20

export function createServerArtifacts(client: ServerClient): ServerArtifacts {
  let kept: { readonly key: string; readonly bytes: Uint8Array; readonly totalBytes: number | null } | null =
    null

  async function objectOf(request: ServerRequest, wanted: string): Promise<unknown> {
    let found: unknown = null
    await client.ask(request, {
      item: () => {},
      value: (field, text) => {
        if (field === wanted) found = parseItem(text)
      },
    })
    return found
  }

  /** A version of the registry names its source: a LoggedModel (3.0), or a folder among its run's artifacts. */
  async function placeOf(owner: ArtifactOwner, signal: AbortSignal): Promise<Place> {
    if (owner.kind === 'run') return { kind: 'run', runId: owner.runId, folder: '' }
    const version = /^(.+)\/([^/]+)$/.exec(owner.modelId)
    if (version === null) return { kind: 'logged-model', modelId: owner.modelId }
    const query = [
      ['name', version[1] ?? ''],
      ['version', version[2] ?? ''],
    ] as const
    const found = await objectOf({ path: `${api}/model-versions/get`, query, signal }, 'model_version')
    const source = filledTextOf(fieldOf(found, 'source')) ?? ''
    const logged = /^models:\/(m-[\w-]+)\/?$/.exec(source)?.[1]
    if (logged !== undefined) return { kind: 'logged-model', modelId: logged }
    const inRun = /^runs:\/([^/]+)\/?(.*)$/.exec(source)
    if (inRun !== null) return { kind: 'run', runId: inRun[1] ?? '', folder: inRun[2] ?? '' }
    const runId = filledTextOf(fieldOf(found, 'run_id'))
    if (runId !== null) {
      const run = await objectOf({ path: `${api}/runs/get`, query: [['run_id', runId]], signal }, 'run')
      const root = filledTextOf(fieldOf(fieldOf(run, 'info'), 'artifact_uri'))
      if (root !== null && source.startsWith(`${root}/`)) {
        return { kind: 'run', runId, folder: source.slice(root.length + 1).replace(/\/+$/, '') }
      }
    }
    throw new ServerFault({
      code: 'unsupported',
      message: `The files of ${owner.modelId} are not among the artifacts that ${client.host} lists (${source === '' ? 'no place is recorded' : source}).`,
    })
  }

  function listRequest(place: Place, path: string, token: string | null, signal: AbortSignal): ServerRequest {
    const page: (readonly [string, string])[] = token === null ? [] : [['page_token', token]]
    if (place.kind === 'logged-model') {
      const at = `${api}/logged-models/${encodeURIComponent(place.modelId)}/artifacts/directories`
      return { path: at, query: [['artifact_directory_path', path], ...page], signal }
    }
    const whole = joined(place.folder, path)
    const within: (readonly [string, string])[] = whole === '' ? [] : [['path', whole]]
    return { path: `${api}/artifacts/list`, query: [['run_id', place.runId], ...within, ...page], signal }
  }

  function fileRequest(place: Place, path: string, signal: AbortSignal): ServerRequest {
    return place.kind === 'logged-model'
      ? {
          path: `/ajax-api/2.0/mlflow/logged-models/${encodeURIComponent(place.modelId)}/artifacts/files`,
          query: [['artifact_file_path', path]],
          signal,
        }
      : {
          path: '/get-artifact',
          query: [
            ['run_id', place.runId],
            ['run_uuid', place.runId],
            ['path', joined(place.folder, path)],
          ],
          signal,
        }
  }

  return {
    async list(owner, path, signal) {
      const place = await placeOf(owner, signal)
      const folder = place.kind === 'run' ? place.folder : ''
      const entries: ArtifactEntry[] = []
      let root = ''
      const next = { token: null as string | null, isLast: false }
      while (!next.isLast && entries.length <= mostEntries) {
        const asked = next.token
        next.isLast = true
        await client.ask(listRequest(place, path, asked, signal), {
          item(field, text) {
            if (field !== 'files') return
            const entry = artifactEntryOf(parseItem(text), folder)
            if (entry !== null && entries.length <= mostEntries) entries.push(entry)
          },
          value(field, text) {
            const value = filledTextOf(parseItem(text))
            if (field === 'root_uri') root = value ?? ''
            if (field === 'next_page_token' && value !== null && value !== asked) {
              next.token = value
              next.isLast = false
            }
          },
        })
      }
      return {
        root: joined(root, folder),
        isLocal: false,
        entries: entries.slice(0, mostEntries).sort(byKindAndName),
        isCut: entries.length > mostEntries,
      }
    },
    async read(owner, path, range, signal) {
      const length = Math.min(range.length, mostArtifactBytes)
      const key = JSON.stringify([owner, path])
      if (kept?.key === key && isWithin(kept, range.from, length)) return pieceOf(kept, range.from, length)
      const place = await placeOf(owner, signal)
      const collect = createCollector(range.from, length, keptBytesFor(range))
      const totalBytes = await client.download(fileRequest(place, path, signal), { take: collect.take })
      const whole = collect.isWhole() ? collect.countedBytes() : totalBytes
      if (range.from === 0 || collect.isKept()) kept = { key, bytes: collect.beginning(), totalBytes: whole }
      return { bytes: collect.piece(), from: range.from, totalBytes: whole }
    },
    async stream(owner, path, sink, signal) {
      const place = await placeOf(owner, signal)
      let bytes = 0
      let totalBytes: number | null = null
      try {
        await client.download(
          { ...fileRequest(place, path, signal), isPlain: true },
          {
            isLong: true,
            expect: (total) => sink.expect((totalBytes = total)),
            take(piece) {
              bytes += piece.length
              return sink.take(piece)
            },
          },
        )
      } catch (thrown) {
        throw (bytes === 0 ? null : brokenOff(client.host, { bytes, totalBytes }, thrown)) ?? thrown
      }
    },
  }
}

interface Kept {
  readonly bytes: Uint8Array
  readonly totalBytes: number | null
}

function isWithin({ bytes, totalBytes }: Kept, from: number, length: number): boolean {
  return from + length <= bytes.length || (totalBytes !== null && bytes.length >= totalBytes)
}

function pieceOf({ bytes, totalBytes }: Kept, from: number, length: number): ArtifactChunk {
  return { bytes: bytes.slice(from, from + length), from, totalBytes }
}

/** Who asks for the largest pieces wants the whole of a picture or document; who asks for less looks at a beginning. */
function keptBytesFor({ from, length }: ByteRange): number {
  return length < mostArtifactBytes ? Math.min(from + length, mostKeptBytes) : mostKeptBytes
}

/** Takes a file as it comes: its beginning for later, and the piece that was asked for. */
function createCollector(from: number, length: number, keptBytes: number) {
  const beginning: Uint8Array[] = []
  const wanted: Uint8Array[] = []
  let beginningBytes = 0
  let at = 0
  let hasStopped = false
  return {
    take(piece: Uint8Array): boolean {
      if (at === beginningBytes && at < keptBytes) {
        beginning.push(piece)
        beginningBytes += piece.length
      }
      const [start, end] = [Math.max(0, from - at), Math.min(piece.length, from + length - at)]
      if (start < end) wanted.push(piece.subarray(start, end))
      at += piece.length
      // A file that fits is taken whole: its next pieces cost nothing then.
      hasStopped = at >= from + length && at >= keptBytes
      return !hasStopped
    },
    isWhole: () => !hasStopped,
    isKept: () => beginningBytes === at,
    countedBytes: () => at,
    beginning: (): Uint8Array => Buffer.concat(beginning),
    piece: (): Uint8Array => new Uint8Array(Buffer.concat(wanted)),
  }
}

/** `{"path": "model/MLmodel", "is_dir": false, "file_size": 512}`; paths count from the root. Null for what is none. */
export function artifactEntryOf(value: unknown, folder: string): ArtifactEntry | null {
  const whole = filledTextOf(fieldOf(value, 'path'))
  if (whole === null) return null
  const path = folder !== '' && whole.startsWith(`${folder}/`) ? whole.slice(folder.length + 1) : whole
  const parts = path.split('/')
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return null
  const isFolder = fieldOf(value, 'is_dir') === true
  const size = numberOf(fieldOf(value, 'file_size'))
  return {
    path,
    name: parts.at(-1) ?? path,
    kind: isFolder ? 'folder' : 'file',
    bytes: isFolder || size === null || size < 0 ? null : size,
    modifiedAt: null,
  }
}

function byKindAndName(a: ArtifactEntry, b: ArtifactEntry): number {
  if (a.kind !== b.kind) return a.kind === 'folder' ? -1 : 1
  return a.name.localeCompare(b.name)
}

function joined(folder: string, path: string): string {
  return [folder.replace(/\/+$/, ''), path].filter((part) => part !== '').join('/')
}
