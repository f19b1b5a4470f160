import type { AppHandlers } from '../shared/contract'
import type { ArtifactRef } from '../shared/model/artifact'
import { fail, ok, type Result } from '../shared/result'
import type { savePieces } from './engine/save-pieces'
import type { DataClient, PlacedArtifact, SourcesClient } from './threads/contract'

export interface ArtifactShell {
  /** The dialog for saving; null when cancelled. */
  save(suggestedName: string): Promise<string | null>
  readonly savePieces: typeof savePieces
  /** Opens a file in the app that belongs to it; the answer is empty when that worked. */
  openPath(path: string): Promise<string>
}

interface ArtifactParts {
  readonly data: DataClient
  readonly sources: SourcesClient
  readonly shell: ArtifactShell
}

type Asked = ArtifactRef & { readonly path: string }
type ArtifactCalls =
  'models.inspect' | 'artifacts.list' | 'artifacts.read' | 'artifacts.saveAs' | 'artifacts.open'

export interface ArtifactHandlers {
  readonly handlers: Pick<AppHandlers, ArtifactCalls>
  /** The absolute path of an artifact on this machine. */
  pathOnDisk(asked: Asked): Promise<Result<string>>
}

/** The contract's calls about models' files and artifacts: the catalogue knows the place, the sources thread reads. */
export function createArtifactHandlers({ data, sources, shell }: ArtifactParts): ArtifactHandlers {
  async function placed({ sourceId, owner, path }: Asked): Promise<Result<PlacedArtifact>> {
    const place = await data.call('artifactPlace', { sourceId, owner })
    return place.ok ? ok({ sourceId, owner, path, place: place.value }) : place
  }

  async function pathOnDisk(asked: Asked): Promise<Result<string>> {
    const artifact = await placed(asked)
    return artifact.ok ? sources.call('artifactPath', artifact.value) : artifact
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
        return shell.savePieces(target, (from, length) =>
          sources.call('readArtifact', { ...artifact.value, range: { from, length } }),
        )
      },
      'artifacts.open': async (asked) => {
        // Only documents that are looked at: whatever runs when it is opened stays closed.
        if (!/\.pdf$/i.test(asked.path))
          return fail('unsupported', 'Only PDF files are opened in another app.')
        const path = await pathOnDisk(asked)
        if (!path.ok) return path
        const failure = await shell.openPath(path.value)
        return failure === '' ? ok(null) : fail('unavailable', `${path.value} could not be opened.`, failure)
      },
    },
  }
}
