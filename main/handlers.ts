import { resolve } from 'node:path'
import type { AddedRoot, AppHandlers, FileToSave } from '../shared/contract'
import { isServerAddress } from '../shared/model/server'
import type { Result } from '../shared/result'
import { fail, ok } from '../shared/result'
import { createAlertHandlers, type AlertHandlerParts, type FileDialogs } from './alert-handlers'
import { createArtifactHandlers, type ArtifactShell } from './artifact-handlers'
import { createMonitoringHandlers, type MonitoringShell } from './monitoring-handlers'
import type { Aggregator } from './engine/aggregator'
import type { HardwareDesk } from './engine/hardware-desk'
import type { SaveDesk } from './engine/save-desk'
import type { SecretStore } from './engine/secret-store'
import type { ServerDesk } from './engine/server-desk'
import type { SettingsStore } from './engine/settings-store'
import { withRoot } from '../shared/with-root'
import type { Log } from './log'
import type { DataClient, SamplerClient, SourcesClient } from './threads/contract'

export interface HandlerParts extends Omit<AlertHandlerParts, 'dialogs'> {
  readonly appVersion: string
  readonly platform: string
  readonly isDemo: boolean
  readonly aggregator: Aggregator
  readonly hardware: HardwareDesk
  readonly settings: SettingsStore
  readonly servers: ServerDesk
  readonly secrets: SecretStore
  readonly data: DataClient
  readonly sources: SourcesClient
  readonly sampler: SamplerClient
  readonly saves: SaveDesk
  readonly log: Log
  /** What only the shell can do. */
  readonly shell: ArtifactShell &
    MonitoringShell &
    FileDialogs & {
      chooseRoot(kind: 'folder' | 'file'): Promise<string | null>
      revealPath(path: string): void
      revealLogs(): void
      writeClipboard(text: string): Promise<void>
      saveFile(file: FileToSave): Promise<Result<string | null>>
      openAt(path: string): void
      quit(): void
      /** Starts the app anew, with the demo or without. */
      restart(isDemo: boolean): void
      undoTyping(): void
      closePopover(): void
      fitPopover(height: number): void
    }
}

/** The contract's calls, one line each where the work is done elsewhere. */
export function createHandlers(parts: HandlerParts): AppHandlers {
  const { aggregator, settings, servers, data, sources, shell, log } = parts

  /** A folder in which nothing can be read is not added: the sentence says what was looked for. */
  async function addRoot(path: string): Promise<Result<AddedRoot>> {
    const isServer = isServerAddress(path)
    const found = await sources.call('discover', { path: isServer ? path : resolve(path) })
    if (!found.ok) return found
    // Of a server any page may be named; the root is its base address, and never holds a user.
    const root = isServer ? (found.value[0]?.location ?? path) : resolve(path)
    if (isServer) await servers.restore(root)
    const locations = found.value.map(({ location }) => location)
    const { settings: next, isNew } = withRoot(settings.current(), root, locations)
    settings.update(next)
    return ok({ root, sourceCount: found.value.length, isNew })
  }

  async function reveal(sourceId: string, runId: string | null): Promise<Result<null>> {
    const path = await sources.call('pathOf', { sourceId, runId })
    if (!path.ok) return path
    if (path.value === null) return fail('not-found', 'These files are not on this Mac.')
    shell.revealPath(path.value)
    return ok(null)
  }

  const artifacts = createArtifactHandlers({ data, sources, saves: parts.saves, shell })

  return {
    'app.bootstrap': () =>
      ok({
        appVersion: parts.appVersion,
        platform: parts.platform,
        isDemo: parts.isDemo,
        snapshot: aggregator.current(),
        settings: settings.current(),
        hardware: parts.hardware.state(),
      }),
    'runs.list': (query) => data.call('listRuns', query),
    'runs.get': (ref) => data.call('getRun', ref),
    'runs.focus': (focus) => sources.call('focus', focus),
    'metrics.history': (query) => sources.call('history', query),
    'traces.list': (query) => sources.call('listTraces', query),
    'models.list': (query) => data.call('listModels', query),
    ...artifacts.handlers,
    'hardware.history': (query) => data.call('sampleHistory', query),
    'hardware.metrics': () => data.call('sampleMetrics', null),
    'hardware.state': () => ok(parts.hardware.state()),
    'hardware.readers': () => parts.sampler.call('readers', null),
    'hardware.pause': async ({ isPaused }) => {
      const answer = await parts.sampler.call('pause', { isPaused })
      if (answer.ok) parts.hardware.setPaused(isPaused)
      return answer
    },
    ...createAlertHandlers({ ...parts, dialogs: shell }),
    ...createMonitoringHandlers({ data, sources, shell }),
    'settings.update': (patch) => ok(settings.update(patch)),
    'roots.choose': async ({ kind }) => {
      const path = await shell.chooseRoot(kind)
      return path === null ? ok(null) : addRoot(path)
    },
    'roots.add': ({ path }) => addRoot(path),
    'roots.candidates': ({ path }) => sources.call('candidates', { path: resolve(path) }),
    'roots.remove': async ({ path }) => {
      await servers.forget(path)
      settings.update({ roots: settings.current().roots.filter((root) => root !== path) })
      return ok(null)
    },
    'servers.test': (input) => servers.test(input),
    'servers.add': (input) => servers.add(input),
    'servers.update': async (input) => {
      const answer = await servers.update(input)
      const source = aggregator.current().sources.find((one) => one.location === input.url)
      if (answer.ok && source !== undefined) void sources.call('retry', { sourceId: source.id })
      return answer
    },
    'secrets.keeping': async () => ok(await parts.secrets.keeping()),
    'sources.retry': ({ sourceId }) => sources.call('retry', { sourceId }),
    reveal: async ({ kind, sourceId, runId, name, owner, path }) => {
      if (kind === 'logs') return ok((shell.revealLogs(), null))
      if (kind === 'project') {
        const project = aggregator.current().catalog.projects.find((one) => one.name === name)
        if (project?.path == null) return fail('not-found', 'This project has no folder of its own.')
        return ok((shell.revealPath(project.path), null))
      }
      if (sourceId === undefined) return fail('invalid-input', 'There is nothing to show.')
      if (kind === 'artifact') {
        if (owner === undefined) return fail('invalid-input', 'There is nothing to show.')
        const found = await artifacts.pathOnDisk({ sourceId, owner, path: path ?? '' })
        return found.ok ? ok((shell.revealPath(found.value), null)) : found
      }
      return reveal(sourceId, kind === 'run' ? (runId ?? null) : null)
    },
    'app.open': ({ path }) => ok((shell.closePopover(), shell.openAt(path), null)),
    'edit.undo': () => ok((shell.undoTyping(), null)),
    'app.quit': () => ok((shell.quit(), null)),
    'app.demo': ({ isOn }) => ok((shell.restart(isOn), null)),
    'popover.close': () => ok((shell.closePopover(), null)),
    'popover.fit': ({ height }) => ok((shell.fitPopover(height), null)),
    'file.save': (file) => shell.saveFile(file),
    'clipboard.write': async ({ text }) => {
      await shell.writeClipboard(text)
      return ok(null)
    },
    'log.report': ({ level, message }) => ok((log(level, `window: ${message}`), null)),
  }
}
