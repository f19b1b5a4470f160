import type { AppHandlers } from '../shared/contract'
import { createLatestTurn } from '../shared/latest-turn'
import { mostArtifactBytes, type ArtifactRef, type PageBounds } from '../shared/model/artifact'
import { fail, ok, type Result } from '../shared/result'
import type { SaveDesk } from './engine/save-desk'
import type { DataClient, PlacedArtifact, SourcesClient } from './threads/contract'

export interface ArtifactShell {
  /** The dialog for saving; null when cancelled. */
  save(suggestedName: string): Promise<string | null>
  /** Opens a file in the app that belongs to it; the answer is empty when that worked. */
  openPath(path: string): Promise<string>
  /** A page of somebody else, over a place of the window. */
  readonly page: {
    show(html: Uint8Array, bounds: PageBounds): Promise<Result<null>>
    /** Of whatever page lies over the window, an artifact's or a report's. */
    move(bounds: PageBounds): void
    cover(isCovered: boolean): void
    hide(): void
  }
}

/** Plotly's offline pages carry their library: 5 MB each. */
const largestPageBytes = 32 * 2 ** 20

interface ArtifactParts {
  readonly data: DataClient
  readonly sources: SourcesClient
  readonly saves: SaveDesk
  readonly shell: ArtifactShell
}

type Asked = ArtifactRef & { readonly path: string }
type ArtifactCalls =
  | 'models.inspect'
  | 'artifacts.list'
  | 'artifacts.read'
  | 'artifacts.saveAs'
  | 'artifacts.open'
  | 'saves.list'
  | 'saves.stop'
  | 'page.show'
  | 'page.move'
  | 'page.cover'
  | 'page.hide'

export interface ArtifactHandlers {
  readonly handlers: Pick<AppHandlers, ArtifactCalls>
  /** The absolute path of an artifact on this machine. */
  pathOnDisk(asked: Asked): Promise<Result<string>>
}

/** The contract's calls about models' files and artifacts: the catalogue knows the place, the sources thread reads. */
export function createArtifactHandlers({ data, sources, saves, shell }: ArtifactParts): ArtifactHandlers {
  const turn = createLatestTurn()

  async function placed({ sourceId, owner, path }: Asked): Promise<Result<PlacedArtifact>> {
    const place = await data.call('artifactPlace', { sourceId, owner })
    return place.ok ? ok({ sourceId, owner, path, place: place.value }) : place
  }

  async function pathOnDisk(asked: Asked): Promise<Result<string>> {
    const artifact = await placed(asked)
    return artifact.ok ? sources.call('artifactPath', artifact.value) : artifact
  }

  async function wholePage(artifact: PlacedArtifact): Promise<Result<Uint8Array>> {
    const pieces: Uint8Array[] = []
    for (let from = 0; ;) {
      const piece = await sources.call('readArtifact', {
        ...artifact,
        range: { from, length: mostArtifactBytes },
      })
      if (!piece.ok) return piece
      const { bytes, totalBytes } = piece.value
      if (from + bytes.length > largestPageBytes || (totalBytes ?? 0) > largestPageBytes) {
        return fail(
          'unsupported',
          `“${artifact.path}” is too large to show; save a copy and open it in a browser.`,
        )
      }
      pieces.push(bytes)
      from += bytes.length
      if (bytes.length === 0 || (totalBytes !== null && from >= totalBytes)) break
    }
    return ok(Buffer.concat(pieces))
  }

  return {
    pathOnDisk,
    handlers: {
      'models.inspect': async ({ sourceId, modelId }) => {
        const place = await data.call('artifactPlace', { sourceId, owner: { kind: 'model', modelId } })
        return place.ok ? sources.call('inspectModel', { place: place.value }) : place
      },
      'artifacts.list': async (asked) => {
        const artifact = await placed(asked)
        return artifact.ok ? sources.call('listArtifacts', artifact.value) : artifact
      },
      'artifacts.read': async ({ from, length, ...asked }) => {
        const artifact = await placed(asked)
        if (!artifact.ok) return artifact
        return sources.call('readArtifact', { ...artifact.value, range: { from, length } })
      },
      'artifacts.saveAs': async (asked) => {
        const artifact = await placed(asked)
        if (!artifact.ok) return artifact
        const target = await shell.save(asked.path.split('/').at(-1) ?? 'artifact')
        if (target === null) return ok(null)
        return saves.save(target, (place) => sources.call('saveArtifact', { ...artifact.value, ...place }))
      },
      'saves.list': () => ok(saves.current()),
      'saves.stop': ({ saveId }) => ok((saves.stop(saveId), null)),
      'page.show': async ({ bounds, ...asked }) => {
        const isWanted = turn.begin()
        const artifact = await placed(asked)
        if (!artifact.ok) return artifact
        const html = await wholePage(artifact.value)
        // Its place may be gone meanwhile, or be another page's by now.
        if (!isWanted()) return fail('cancelled', 'The page was closed before it was shown.')
        return html.ok ? shell.page.show(html.value, bounds) : html
      },
      'page.move': ({ bounds }) => ok((shell.page.move(bounds), null)),
      'page.cover': ({ isCovered }) => ok((shell.page.cover(isCovered), null)),
      'page.hide': () => {
        turn.end()
        shell.page.hide()
        return ok(null)
      },
      'artifacts.open': async (asked) => {
        // Only documents that are looked at: whatever runs when it is opened stays closed.
        const artifact = await placed(asked)
        if (!artifact.ok) return artifact
        const path = await sources.call('artifactDocument', artifact.value)
        if (!path.ok) return path
        const failure = await shell.openPath(path.value)
        return failure === '' ? ok(null) : fail('unavailable', `${path.value} could not be opened.`, failure)
      },
    },
  }
}
