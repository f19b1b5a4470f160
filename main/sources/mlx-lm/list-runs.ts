import { basename, dirname, resolve } from 'node:path'
import { statOf } from '../files'
import type { LogFile, ModelFile, RunPlace } from '../run-logs/log-format'
import { rememberByStamp } from '../run-logs/read-head'
import { pathBelow, placeName, walkRuns } from '../run-logs/walk-runs'
import type { Pacer } from '../pacer'
import { logNames, lookAtAdapter, lookAtLog, type LogLook } from './recognise'

interface Found {
  readonly adapters: Map<string, { models: readonly ModelFile[]; setUp: string | null }>
  readonly logs: string[]
}

/**
 * A folder of adapters is a run, and a log is one of its own, unless it lies in an adapters' folder, says that the
 * adapter was saved in one, or, where it does not say, is the only log of a training that was set up as that adapter's
 * was: then it tells of that run.
 */
export function createLister(): (location: string, pacer: Pacer) => Promise<readonly RunPlace[]> {
  const look = rememberByStamp(lookAtLog)
  const lookAtConfig = rememberByStamp(lookAtAdapter)

  return async (location, pacer) => {
    const found: Found = { adapters: new Map(), logs: [] }
    await walkRuns(location, pacer, (folder, entries) => {
      const hasConfig = entries.some((entry) => entry.name === 'adapter_config.json')
      const { isAdapter, setUp } = hasConfig ? lookAtConfig(`${folder}/adapter_config.json`) : noAdapter
      if (isAdapter) {
        const names = entries
          .filter((entry) => entry.name.endsWith('.safetensors'))
          .map((entry) => entry.name)
        const models = names.sort().flatMap((name) => modelFile(`${folder}/${name}`))
        found.adapters.set(folder, { models, setUp })
      }
      for (const name of logNames(entries))
        if (look(`${folder}/${name}`).isLog) found.logs.push(`${folder}/${name}`)
    })
    return placesOf(location, found, look)
  }
}

const noAdapter = { isAdapter: false, setUp: null }

function placesOf(location: string, found: Found, look: (path: string) => LogLook): RunPlace[] {
  const experiment = {
    experimentId: basename(location),
    experimentName: placeName(location),
    parentRunId: null,
  }
  const logsOf = new Map<string, string[]>()
  const alone: string[] = []
  const logSetUps = found.logs.map((path) => look(path).setUp)
  for (const path of found.logs) {
    const owner = ownerOf(path, found, look(path), logSetUps)
    if (owner === null) alone.push(path)
    else logsOf.set(owner, [...(logsOf.get(owner) ?? []), path])
  }
  const adapters = [...found.adapters].map(([folder, { models }]): RunPlace => {
    const runId = pathBelow(location, folder)
    const config: LogFile = { path: `${folder}/adapter_config.json`, role: 'params', mode: 'whole' }
    const files = [config, ...(logsOf.get(folder) ?? []).map(logFile)]
    return { ...experiment, runId, name: runId, folder, files, models }
  })
  const logs = alone.map((path): RunPlace => {
    const runId = pathBelow(location, path)
    return { ...experiment, runId, name: runId, folder: path, files: [logFile(path)] }
  })
  return [...adapters, ...logs]
}

function ownerOf(
  path: string,
  found: Found,
  { adapter, setUp }: LogLook,
  logSetUps: readonly (string | null)[],
): string | null {
  const folder = dirname(path)
  if (found.adapters.has(folder)) return folder
  if (adapter === null) return onlyAlike(found, setUp, logSetUps)
  const owner = dirname(resolve(folder, adapter))
  return found.adapters.has(owner) ? owner : null
}

/** The one adapter that was set up as the log says, if no other log says the same. */
function onlyAlike(found: Found, setUp: string | null, logSetUps: readonly (string | null)[]): string | null {
  if (setUp === null || logSetUps.filter((one) => one === setUp).length > 1) return null
  const alike = [...found.adapters].filter(([, adapter]) => adapter.setUp === setUp)
  return alike.length === 1 ? (alike[0]?.[0] ?? null) : null
}

function logFile(path: string): LogFile {
  return { path, role: 'log', mode: 'append' }
}

function modelFile(path: string): ModelFile[] {
  const stats = statOf(path)
  return stats === null
    ? []
    : [{ path, name: basename(path), bytes: stats.size, changedAt: Math.round(stats.mtimeMs) }]
}
