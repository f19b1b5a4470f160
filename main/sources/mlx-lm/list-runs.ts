import { basename, dirname, resolve } from 'node:path'
import { statOf } from '../files'
import type { LogFile, ModelFile, RunPlace } from '../run-logs/log-format'
import { rememberByStamp } from '../run-logs/read-head'
import { pathBelow, placeName, walkRuns } from '../run-logs/walk-runs'
import type { Pacer } from '../pacer'
import { isAdapterConfig, logNames, lookAtLog } from './recognise'

interface Found {
  readonly adapters: Map<string, { models: readonly ModelFile[] }>
  readonly logs: string[]
}

/**
 * A folder of adapters is a run, and a log is one of its own, unless it lies in an adapters' folder or says that the
 * adapter was saved in one: then it tells of that run.
 */
export function createLister(): (location: string, pacer: Pacer) => Promise<readonly RunPlace[]> {
  const look = rememberByStamp(lookAtLog)
  const isConfig = rememberByStamp(isAdapterConfig)

  return async (location, pacer) => {
    const found: Found = { adapters: new Map(), logs: [] }
    await walkRuns(location, pacer, (folder, entries) => {
      if (
        entries.some((entry) => entry.name === 'adapter_config.json') &&
        isConfig(`${folder}/adapter_config.json`)
      ) {
        const names = entries
          .filter((entry) => entry.name.endsWith('.safetensors'))
          .map((entry) => entry.name)
        found.adapters.set(folder, { models: names.sort().flatMap((name) => modelFile(`${folder}/${name}`)) })
      }
      for (const name of logNames(entries))
        if (look(`${folder}/${name}`).isLog) found.logs.push(`${folder}/${name}`)
    })
    return placesOf(location, found, (path) => look(path).adapter)
  }
}

function placesOf(location: string, found: Found, adapterOf: (path: string) => string | null): RunPlace[] {
  const experiment = {
    experimentId: basename(location),
    experimentName: placeName(location),
    parentRunId: null,
  }
  const logsOf = new Map<string, string[]>()
  const alone: string[] = []
  for (const path of found.logs) {
    const owner = ownerOf(path, found, adapterOf)
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

function ownerOf(path: string, found: Found, adapterOf: (path: string) => string | null): string | null {
  const folder = dirname(path)
  if (found.adapters.has(folder)) return folder
  const adapter = adapterOf(path)
  if (adapter === null) return null
  const owner = dirname(resolve(folder, adapter))
  return found.adapters.has(owner) ? owner : null
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
