import type { ServerAccess } from '../../shared/model/server'
import type { ServerDesk } from './server-desk'

interface WantedRoots {
  readonly roots: readonly string[]
  readonly excludedLocations: readonly string[]
}

/** What is asked of the sources thread. */
export interface SourcesPort {
  setServers(servers: readonly ServerAccess[]): Promise<unknown>
  setRoots(wanted: WantedRoots): unknown
  /** Calls now if it runs, and whenever it had to be started again. */
  onStarted(run: () => void): void
}

interface Watched {
  readonly sources: SourcesPort
  readonly servers: Pick<ServerDesk, 'accesses' | 'onChange'>
  readonly wanted: () => WantedRoots
  readonly onSettings: (listen: () => void) => () => void
}

/**
 * Keeps the sources thread told of the roots, and before them of how the servers among them are asked; also when it
 * had to be started again. Nothing waits for a secret: the keychain may ask the user, and until that is answered its
 * server says so while all else is read. Returns how to end that.
 */
export function watchRoots({ sources, servers, wanted, onSettings }: Watched): () => void {
  const accesses = new Map<string, ServerAccess>()
  let told = ''
  let isEnded = false

  const tellServers = () => sources.setServers([...accesses.values()])

  function takeUp(): void {
    const kept = new Map(servers.accesses().map((one) => [one.meanwhile.url, one]))
    for (const url of accesses.keys()) if (!kept.has(url)) accesses.delete(url)
    for (const [url, { meanwhile, ask }] of kept) {
      if (accesses.has(url)) continue
      accesses.set(url, meanwhile)
      if (meanwhile.auth.kind !== 'locked') continue
      void ask().then((access) => {
        // Removed meanwhile, or entered anew.
        if (isEnded || accesses.get(url) !== meanwhile) return
        accesses.set(url, access)
        void tellServers()
      })
    }
  }

  function tell(): void {
    told = JSON.stringify(wanted())
    takeUp()
    void tellServers()
    sources.setRoots(wanted())
  }

  sources.onStarted(tell)
  const stops = [
    servers.onChange((access) => {
      accesses.set(access.url, access)
      return tellServers()
    }),
    onSettings(() => {
      if (JSON.stringify(wanted()) !== told) tell()
    }),
  ]
  return () => {
    isEnded = true
    for (const stop of stops) stop()
  }
}
