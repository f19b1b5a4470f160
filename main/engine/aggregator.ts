import type { Clock, Timer } from '../../shared/clock'
import type { Disposable } from '../../shared/lifecycle'
import { noAlertTotals, type AlertTotals } from '../../shared/model/alert'
import {
  emptyCatalog,
  type AppSnapshot,
  type CatalogSummary,
  type ThreadStatus,
} from '../../shared/model/snapshot'
import type { SourceStatus } from '../../shared/model/source'

/**
 * The single writer of the app's snapshot. The threads bring their part whenever they have news; listeners get
 * whole snapshots, at most one per interval, always the latest: a window that falls behind has nothing queued.
 */
export interface Aggregator extends Disposable {
  current(): AppSnapshot
  setCatalog(catalog: CatalogSummary): void
  setAlerts(alerts: Pick<AppSnapshot, 'alerts' | 'alertsByProject'>): void
  setSources(sources: readonly SourceStatus[]): void
  setThread(status: ThreadStatus): void
  addNotice(sentence: string): void
  /** Why something of ours, such as the database, takes in nothing new, or null: a notice that goes away again. */
  setTrouble(of: string, sentence: string | null): void
  onSnapshot(listen: (snapshot: AppSnapshot) => void): () => void
}

const calmIntervalMs = 1_000
/** While a first read is under way, content should be seen to grow. */
const busyIntervalMs = 250

export function createAggregator({ clock }: { readonly clock: Clock }): Aggregator {
  const listeners = new Set<(snapshot: AppSnapshot) => void>()
  let pending: Timer | null = null
  let lastSentAt = -Infinity
  let lasting: readonly string[] = []
  const troubles = new Map<string, string>()
  const notices = () => [...lasting, ...troubles.values()]
  let snapshot: AppSnapshot = {
    seq: 0,
    takenAt: clock.now(),
    catalog: emptyCatalog,
    alerts: noAlertTotals,
    alertsByProject: {},
    sources: [],
    threads: [],
    notices: [],
  }

  function change(part: Partial<AppSnapshot>): void {
    snapshot = { ...snapshot, ...part, seq: snapshot.seq + 1, takenAt: clock.now() }
    if (pending !== null) return
    const isBusy = snapshot.sources.some((source) => source.state === 'reading')
    const wait = Math.max(0, lastSentAt + (isBusy ? busyIntervalMs : calmIntervalMs) - clock.monotonic())
    pending = clock.after(wait, send)
  }

  function send(): void {
    pending = null
    lastSentAt = clock.monotonic()
    for (const listen of listeners) listen(snapshot)
  }

  return {
    current: () => snapshot,
    setCatalog: (catalog) => change({ catalog: withAlerts(catalog, snapshot.alerts) }),
    setAlerts: (alerts) => change({ ...alerts, catalog: withAlerts(snapshot.catalog, alerts.alerts) }),
    setSources: (sources) => change({ sources: withLastSeen(sources, snapshot.sources) }),
    setThread: (status) => {
      const others = snapshot.threads.filter((thread) => thread.name !== status.name)
      change({ threads: [...others, status].sort((a, b) => a.name.localeCompare(b.name)) })
    },
    addNotice: (sentence) => {
      if (lasting.includes(sentence)) return
      lasting = [...lasting, sentence]
      change({ notices: notices() })
    },
    setTrouble: (of, sentence) => {
      if (sentence === null) troubles.delete(of)
      else troubles.set(of, sentence)
      change({ notices: notices() })
    },
    onSnapshot: (listen) => {
      listeners.add(listen)
      return () => void listeners.delete(listen)
    },
    dispose: () => pending?.dispose(),
  }
}

/** The catalogue is told by another part than alerts are, and its statistics name both. */
function withAlerts(catalog: CatalogSummary, { total, bySeverity }: AlertTotals): CatalogSummary {
  const statistics = { ...catalog.statistics, totalAlerts: total, alertsBySeverity: bySeverity }
  return { ...catalog, statistics }
}

/**
 * What the database still shows of a source that was not read since the start, such as a server that is away, has its
 * age and its counts: it is stale, not unknown.
 */
function withLastSeen(
  sources: readonly SourceStatus[],
  before: readonly SourceStatus[],
): readonly SourceStatus[] {
  const seen = new Map(before.map((one) => [one.id, one]))
  return sources.map((source) => {
    const earlier = seen.get(source.id)
    if (source.lastGoodAt !== null || earlier?.lastGoodAt == null) return source
    const { lastGoodAt, counts } = earlier
    return { ...source, lastGoodAt, counts, state: source.state === 'failed' ? 'stale' : source.state }
  })
}
