import type { AppHandlers } from '../shared/contract'
import type { alertCalls, SavedPlace } from '../shared/contract-alerts'
import { ok, type Result } from '../shared/result'
import type { AlertDesk } from './engine/alert-desk'
import type { ChannelDesk } from './engine/channels/channel-desk'
import type { RulePreviewer } from './engine/rule-preview'
import type { DataClient } from './threads/contract'

export interface FileDialogs {
  /** A JSON file that exists; null when cancelled. */
  openJson(title: string): Promise<string | null>
  save(suggestedName: string): Promise<string | null>
}

export interface AlertHandlerParts {
  readonly alerts: AlertDesk
  readonly channels: ChannelDesk
  readonly previewer: RulePreviewer
  readonly data: DataClient
  readonly dialogs: FileDialogs
  /** Whom the history names: the user's account on this machine. */
  readonly userName: string
}

type AlertCallHandlers = Pick<AppHandlers, keyof typeof alertCalls>

/** The contract's calls about alerts, rules and channels (shared/contract-alerts.ts). */
export function createAlertHandlers(parts: AlertHandlerParts): AlertCallHandlers {
  const { alerts, channels, previewer, data, dialogs, userName } = parts

  /** Rules that changed are in force when the answer comes. */
  async function andReload<T>(change: Promise<Result<T>>): Promise<Result<T>> {
    const changed = await change
    if (changed.ok) await alerts.reloadRules()
    return changed
  }

  async function saveAs(
    suggestedName: string,
    write: (path: string) => Promise<Result<null>>,
  ): Promise<Result<SavedPlace | null>> {
    const path = await dialogs.save(suggestedName)
    if (path === null) return ok(null)
    const written = await write(path)
    return written.ok ? ok({ path }) : written
  }

  return {
    'alerts.list': (query) => data.call('listAlerts', query),
    'alerts.get': ({ id }) => data.call('getAlert', { id }),
    'alerts.act': (action) => alerts.act(action, userName),
    'alerts.importToolkit': async () => {
      const path = await dialogs.openJson('Import alerts of the toolkit')
      if (path === null) return ok(null)
      const imported = await data.call('importToolkit', { path, by: userName })
      if (imported.ok) alerts.recount()
      return imported
    },
    'alerts.export': ({ format, query }) =>
      saveAs(`sextant-alerts.${format}`, (path) => data.call('exportAlerts', { path, format, query })),
    'rules.list': () => data.call('listRules', null),
    'rules.save': ({ rule }) => andReload(data.call('putRule', { rule })),
    'rules.remove': ({ id }) => andReload(data.call('removeRule', { id })),
    'rules.restore': ({ id }) => andReload(data.call('restoreRule', { id })),
    'rules.reset': ({ id }) => andReload(data.call('resetRule', { id })),
    'rules.preview': ({ rule, days }) => previewer.preview(rule, days),
    'rules.import': async () => {
      const path = await dialogs.openJson('Import rules')
      return path === null ? ok(null) : andReload(data.call('importRules', { path }))
    },
    'rules.export': ({ ids }) =>
      saveAs('sextant-rules.json', (path) => data.call('exportRules', { path, ids })),
    'channels.get': () => ok(channels.state()),
    'channels.update': (patch) => channels.update(patch),
    'channels.test': async ({ channel }) => ok(await channels.test(channel)),
  }
}
