import { lstatSync, readlinkSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Model } from '../../../shared/model/registered-model'
import type { Problem, SourceSpec } from '../../../shared/model/source'
import { entriesOf, isFolder, readText, statOf } from '../files'
import { isGone } from '../file-error'
import { countOf, type FoundModels } from './source'

/**
 * The Hugging Face cache (huggingface_hub, "Understand caching"): `models--<org>--<name>/` with `blobs/<hash>` holding
 * every file once, `snapshots/<revision>/` of links to them, `refs/<branch or tag>` naming revisions, and
 * `blobs/<hash>.incomplete` while a download goes on or after it was broken off.
 */
export async function lookInHubCache(
  spec: SourceSpec,
  breathe: () => Promise<void>,
  signal: AbortSignal,
): Promise<FoundModels | null> {
  const repositories = entriesOf(spec.location)
  if (repositories === null) return null
  const models: Model[] = []
  const problems: Problem[] = []
  let count = 0
  for (const entry of repositories) {
    if (!entry.name.startsWith('models--') || !isFolder(spec.location, entry)) continue
    const folder = `${spec.location}/${entry.name}`
    const found = snapshotsOf(spec.id, folder, entry.name.slice('models--'.length).replaceAll('--', '/'))
    if (found.models.length > 0) count += 1
    models.push(...found.models)
    problems.push(...found.problems)
    await breathe()
    signal.throwIfAborted()
  }
  return { models, problems, message: `${countOf(count, 'model')}, ${countOf(models.length, 'revision')}` }
}

interface Snapshot {
  readonly revision: string
  readonly path: string
  readonly createdAt: number | null
  /** Absolute paths of the blobs it needs. */
  readonly blobs: ReadonlySet<string>
  /** Files that are no links: some systems have none, and hold copies. */
  readonly ownBytes: number
}

function snapshotsOf(
  sourceId: string,
  folder: string,
  name: string,
): { readonly models: Model[]; readonly problems: Problem[] } {
  const aliases = aliasesIn(`${folder}/refs`)
  const incomplete = (entriesOf(`${folder}/blobs`) ?? []).filter(({ name: blob }) =>
    blob.endsWith('.incomplete'),
  )
  const main = aliases.find(([alias]) => alias === 'main')?.[1]
  const rankOf = ({ revision }: Snapshot) => (revision === main ? 0 : 1)
  const snapshots = (entriesOf(`${folder}/snapshots`) ?? [])
    .filter((entry) => isFolder(`${folder}/snapshots`, entry))
    .map((entry) => snapshotAt(`${folder}/snapshots/${entry.name}`, entry.name))
    // Made in the same tick, the one that `main` names is what was asked for last.
    .sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0) || rankOf(a) - rankOf(b))
  const counted = new Set<string>()
  const models: Model[] = []
  const problems: Problem[] = []
  for (const snapshot of snapshots) {
    let bytes = snapshot.ownBytes
    let missing = 0
    let newest = snapshot.createdAt
    for (const blob of snapshot.blobs) {
      const stats = statOf(blob)
      if (stats === null) {
        missing += 1
        continue
      }
      newest = Math.max(newest ?? 0, Math.round(stats.mtimeMs))
      // Revisions share what did not change between them; it counts once, with the newest.
      if (!counted.has(blob)) bytes += stats.size
      counted.add(blob)
    }
    const isIncomplete = missing > 0 || (incomplete.length > 0 && snapshot === snapshots[0])
    if (isIncomplete) {
      const what =
        missing > 0 ? `${countOf(missing, 'file')} of it missing` : 'a download that is not finished'
      problems.push({
        sourceId,
        location: snapshot.path,
        code: 'unavailable',
        message: `${name} at ${snapshot.revision.slice(0, 8)} has ${what}; download it again to complete it.`,
      })
    }
    models.push({
      sourceId,
      kind: 'hub-snapshot',
      modelId: `${name}@${snapshot.revision}`,
      name,
      version: snapshot.revision.slice(0, 8),
      description: null,
      status: isIncomplete ? 'INCOMPLETE' : null,
      lifecycleStage: 'active',
      path: snapshot.path,
      bytes,
      runId: null,
      experimentId: null,
      project: null,
      tags: { revision: snapshot.revision },
      aliases: aliases.filter(([, revision]) => revision === snapshot.revision).map(([alias]) => alias),
      createdAt: snapshot.createdAt,
      updatedAt: newest,
    })
  }
  return { models, problems }
}

/** Branches and tags with the revision each points to; `refs/pr/1` is one, too. */
function aliasesIn(folder: string, prefix = ''): [alias: string, revision: string][] {
  return (entriesOf(folder) ?? []).flatMap((entry): [string, string][] => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return prefix === '' ? aliasesIn(path, `${entry.name}/`) : []
    return [[prefix + entry.name, readText(path)?.trim() ?? '']]
  })
}

const mostFiles = 5_000

function snapshotAt(path: string, revision: string): Snapshot {
  const blobs = new Set<string>()
  let ownBytes = 0
  let files = 0
  const visit = (folder: string, depth: number): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (++files > mostFiles) return
      const full = `${folder}/${entry.name}`
      if (entry.isDirectory() && depth < 6) visit(full, depth + 1)
      else if (entry.isSymbolicLink()) blobs.add(resolve(folder, readlinkSync(full)))
      else if (entry.isFile()) ownBytes += lstatSync(full).size
    }
  }
  try {
    visit(path, 0)
  } catch (thrown) {
    // Removed by `hf cache delete` while it was looked at.
    if (!isGone(thrown)) throw thrown
  }
  const stats = statOf(path)
  const createdMs = stats === null ? 0 : stats.birthtimeMs > 0 ? stats.birthtimeMs : stats.mtimeMs
  return { revision, path, createdAt: createdMs > 0 ? Math.round(createdMs) : null, blobs, ownBytes }
}
