import { join } from 'node:path'
import type { Clock } from '../shared/clock'
import { Disposables, type Disposable } from '../shared/lifecycle'
import type { ChannelObservation } from '../shared/rules/observation'
import { observeHardware } from '../shared/rules/observe/hardware'
import { sendMail } from './channels/email'
import type { ChannelMessage, SendOutcome } from './channels/sender'
import { sendToSlack } from './channels/slack'
import { sendToWebhook } from './channels/webhook'
import type { Aggregator } from './engine/aggregator'
import { createAlertDesk, type AlertDesk } from './engine/alert-desk'
import { createChannelDesk, type ChannelDesk } from './engine/channels/channel-desk'
import type { HardwareDesk } from './engine/hardware-desk'
import { openJsonFile, type JsonFile } from './engine/json-file'
import { createObserver } from './engine/observer'
import { createPointFollower } from './engine/point-follower'
import { createRulePreviewer, type RulePreviewer } from './engine/rule-preview'
import { samplePace } from './engine/sample-pace'
import type { SecretStore } from './engine/secret-store'
import type { SettingsStore } from './engine/settings-store'
import { createSourceWatch } from './engine/source-watch'
import type { Log } from './log'
import type { Threads } from './threads/clients'
import { runPreview } from './threads/preview-client'

interface AlertRoomOptions {
  /** The folder with the built thread entries, as a file URL ending in a slash. */
  readonly entries: URL
  readonly dataFolder: string
  readonly isDemo: boolean
  readonly clock: Clock
  readonly log: Log
  readonly threads: Threads
  readonly aggregator: Aggregator
  readonly secrets: SecretStore
  readonly settings: SettingsStore
  readonly hardware: HardwareDesk
  readonly notifier: SystemNotifier
}

/** The banners of the system, which only the shell can show. */
export interface SystemNotifier {
  send(message: ChannelMessage): Promise<SendOutcome>
  /** A sentence when this system or build shows none, else null. */
  unavailable(): string | null
}

export interface AlertRoom extends Disposable {
  readonly alerts: AlertDesk
  readonly channels: ChannelDesk
  readonly previewer: RulePreviewer
}

/** Puts the alert engine between what the threads see and what is shown: rules in, alerts out, channels told. */
export async function startAlerts(options: AlertRoomOptions): Promise<AlertRoom> {
  const { clock, log, threads, aggregator } = options
  const { data } = threads
  const parts = new Disposables()
  const channels = parts.add(await startChannels(options, (observation) => alerts.observe([observation])))
  const alerts = parts.add(
    createAlertDesk({
      clock,
      port: {
        load: () => data.call('loadAlerts', null),
        tally: () => data.call('tallyAlerts', null),
        rules: () => data.call('listRules', null),
        record: (batch) => data.call('recordAlerts', batch),
        act: (action, actor) => data.call('actOnAlerts', { action, actor }),
        endMutes: (now) => data.call('endMutes', { now }),
        markNotified: (ids, at) => data.call('markNotified', { ids, at }),
      },
      notify: channels.notify,
      warn: (message) => log('warn', message),
      sampleEveryMs: () => samplePace(options.settings.current(), options.hardware.state().sample),
    }),
  )
  alerts.onChange(({ totals, byProject }) =>
    aggregator.setAlerts({ alerts: totals, alertsByProject: byProject }),
  )
  parts.add(watchCatalogue(alerts, threads, clock))
  watchMachine(alerts, options)
  return { alerts, channels, previewer: createPreviewer(options), dispose: () => parts.dispose() }
}

/** Small messages to hosts that the user named leave from the main thread: nothing there waits for them. */
async function startChannels(
  { clock, log, isDemo, dataFolder, secrets, notifier, threads, aggregator }: AlertRoomOptions,
  observe: (observation: ChannelObservation) => void,
): Promise<ChannelDesk> {
  const path = join(dataFolder, 'channels.json')
  const file = await openJsonFile({ path, what: 'Your channels for alerts', log })
  sayOfFile(aggregator, path, file)
  return createChannelDesk({
    clock,
    log,
    isDemo,
    file,
    secrets,
    senders: {
      notifications: (message) => notifier.send(message),
      slack: sendToSlack,
      email: sendMail,
      webhook: sendToWebhook,
    },
    notificationsUnavailable: () => notifier.unavailable(),
    stillFiring: async (ids) => {
      const firing = await threads.data.call('firingAmong', { ids })
      return new Set(firing.ok ? firing.value : ids)
    },
    observe,
  })
}

/** That a file of our own could not be read as it was, and for as long as it cannot be saved. */
export function sayOfFile(
  aggregator: Aggregator,
  name: string,
  { notice, onTrouble }: Pick<JsonFile, 'notice' | 'onTrouble'>,
): void {
  if (notice !== null) aggregator.addNotice(notice)
  onTrouble((sentence) => aggregator.setTrouble(name, sentence))
}

function watchCatalogue(alerts: AlertDesk, { data, sources }: Threads, clock: Clock): Disposable {
  const follower = createPointFollower((wanted) => sources.call('newestPoints', { wanted }))
  const observer = createObserver({
    clock,
    alerts,
    port: {
      observeRuns: (which, metrics) => data.call('observeRuns', { which, metrics }),
      observeReports: () => data.call('observeReports', null),
      observeModels: () => data.call('observeModels', null),
      pointsUpTo: (latest) => follower.upTo(latest),
      missing: (runs) => data.call('missingRuns', { runs }),
      missingSources: (sourceIds) => data.call('missingSources', { sourceIds }),
    },
  })
  data.on('runsChanged', observer.runsChanged)
  data.on('reportsChanged', observer.reportsChanged)
  data.on('catalog', observer.catalogChanged)
  return observer
}

/** Minutes over a month are 43 200; asked for with fewer points, history would answer with quarters of an hour. */
const previewPoints = 5_000

function createPreviewer({ clock, entries, threads }: AlertRoomOptions): RulePreviewer {
  const { data, sources } = threads
  return createRulePreviewer(clock, {
    hardware: (metrics, from, to) => data.call('sampleHistory', { metrics, from, to, points: previewPoints }),
    runs: (from, to) => data.call('runsBetween', { from, to }),
    series: ({ sourceId, runId }, keys, maxPoints) =>
      sources.call('history', { sourceId, runId, keys, maxPoints }),
    reports: (from, to) => data.call('reportsBetween', { from, to }),
    models: () => data.call('modelsNow', null),
    evaluate: (rule, history, signal) => runPreview(entries, clock, { rule, history }, signal),
  })
}

/** What is seen of the machine and of the sources' health. */
function watchMachine(alerts: AlertDesk, { clock, settings, threads }: AlertRoomOptions): void {
  threads.sampler.on('sample', (sample) => alerts.observe([observeHardware(sample)]))
  const watch = createSourceWatch({
    clock,
    alerts,
    isWatched: (root) => settings.current().roots.includes(root),
  })
  threads.sources.on('statuses', watch.tell)
}
