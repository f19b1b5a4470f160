import type { WorkspaceProject } from '../../../shared/model/workspace'
import { fail } from '../../../shared/result'
import type { AppError } from '../../../shared/result'
import { fileError } from '../file-error'
import { isSameStamp, readText, stampOf } from '../files'
import type { FileStamp } from '../files'
import type { SourceServices } from '../source'
import { parseYamlMap } from '../yaml'
import { parseWorkspace, unreadWorkspace } from './parse-workspace'
import type { ProjectFields } from './parse-workspace'

/** The toolkit writes workspace.yaml in place, so a reader may meet it empty: it is read once more after this. */
const secondLookMs = 80
const recentlyWrittenMs = 5_000

export interface ProjectReader {
  /** The project whose workspace.yaml lies in the folder; null when there is none. Never throws for what is on disk. */
  read(): Promise<WorkspaceProject | null>
}

/** Remembers the last version of a project's file that could be read: a broken one is shown with its problem. */
export function createProjectReader(
  place: { readonly folder: string; readonly name: string; readonly sourceId: string },
  services: SourceServices,
): ProjectReader {
  const path = `${place.folder}/workspace.yaml`
  let lastGood: ProjectFields | null = null
  let stamp: FileStamp | null = null
  let project: WorkspaceProject | null = null

  function projectOf(fields: ProjectFields, problem: AppError | null): WorkspaceProject {
    return { sourceId: place.sourceId, path: place.folder, ...fields, problem }
  }

  function fieldsNow(): ProjectFields | null {
    const map = parseYamlMap(readText(path) ?? '')
    return map === null ? null : parseWorkspace(map, place.name)
  }

  async function readChanged(found: FileStamp): Promise<WorkspaceProject> {
    let fields = fieldsNow()
    const isRecent = Math.abs(services.now() - found.mtimeMs) < recentlyWrittenMs
    if (fields === null && isRecent) {
      await services.delay(secondLookMs)
      fields = fieldsNow()
    }
    // Also a file that reads well may just be being written: its time of change proves nothing yet.
    stamp = isRecent ? null : found
    if (fields !== null) {
      lastGood = fields
      return projectOf(fields, null)
    }
    if (isRecent && project !== null) return project
    const message = `${path} is empty, half-written or not YAML; mend it or let the toolkit write it again.`
    return projectOf(lastGood ?? unreadWorkspace(place.name), fail('corrupt', message).error)
  }

  return {
    async read() {
      try {
        const found = stampOf(path)
        if (found === null) return null
        if (project === null || !isSameStamp(found, stamp)) project = await readChanged(found)
      } catch (thrown) {
        stamp = null
        project = projectOf(lastGood ?? unreadWorkspace(place.name), fileError(thrown, path))
      }
      return project
    },
  }
}
