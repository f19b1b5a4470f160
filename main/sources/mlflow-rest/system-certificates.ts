import * as tls from 'node:tls'

/** Node 22.19 and 24 (Electron 45); Node 20 (Electron 33) has neither, and knows its own list of authorities only. */
interface NewerTls {
  readonly getCACertificates?: (kind: 'default' | 'system') => string[]
  readonly setDefaultCACertificates?: (certificates: readonly string[]) => void
}

let isDone = false

/**
 * Lets this thread trust what the Mac's keychain trusts, as browsers do: a lab's server often has a certificate of
 * its own authority. Reads the keychain, so it is done once, and only when a server is asked over https.
 */
export function trustSystemCertificates(): void {
  if (isDone) return
  isDone = true
  const { getCACertificates, setDefaultCACertificates } = tls as NewerTls
  if (getCACertificates === undefined || setDefaultCACertificates === undefined) return
  setDefaultCACertificates([...new Set([...getCACertificates('default'), ...getCACertificates('system')])])
}
