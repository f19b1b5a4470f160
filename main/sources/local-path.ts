import { resolve } from 'node:path'

/**
 * The path that a recorded URI means on this machine, or null when it means another place (`s3:`, `mlflow-artifacts:`,
 * a Windows drive). Seen in real stores: `file:///Users/…` with %20, `file:/…`, `file://localhost/…`, `/Users/…`,
 * `./mlruns/0/…` (relative to where training was started, taken to be the folder that holds the store).
 */
export function localPathOf(uri: string, startFolder: string): string | null {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(uri)?.[1]
  if (scheme === undefined) return uri === '' || uri.includes('\\') ? null : resolve(startFolder, uri)
  if (scheme.toLowerCase() !== 'file') return null
  const path = uri
    .slice(5)
    .replace(/^\/\/(?:localhost)?(?=\/)/, '')
    .replace(/[?#].*$/, '')
  if (path === '' || path.startsWith('//') || /^\/?[A-Za-z]:/.test(path)) return null
  try {
    return resolve(startFolder, decodeURIComponent(path))
  } catch {
    return resolve(startFolder, path)
  }
}
