import { protocol } from 'electron'
import { readFile } from 'node:fs/promises'
import { extname, join, resolve, sep } from 'node:path'

export const appScheme = 'app'
export const appOrigin = 'app://sextant'

/** Nothing from outside, no inline script or style sheet; style attributes are allowed for ECharts' tooltips. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Before the app is ready, once. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: appScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ])
}

/** The file below `root` that a URL of the app's scheme names, or null for anything else. */
export function fileOfUrl(root: string, url: string): string | null {
  let path: string
  try {
    path = decodeURIComponent(new URL(url).pathname)
  } catch {
    return null
  }
  if (path.includes('\0')) return null
  const file = resolve(root, `.${path === '/' ? '/index.html' : path}`)
  return file.startsWith(root + sep) ? file : null
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

function isNamedByContent(root: string, file: string): boolean {
  return file.startsWith(join(root, 'assets') + sep)
}

/** Serves the built window. `root` is the folder with index.html, absolute. */
export function serveApp(root: string): void {
  protocol.handle(appScheme, async (request) => {
    const file = request.method === 'GET' ? fileOfUrl(root, request.url) : null
    if (file === null) return new Response(null, { status: 404 })
    const found = await readFile(file).catch(() => null)
    if (found === null) return new Response(null, { status: 404 })
    return new Response(found, {
      headers: {
        'Content-Type': contentTypes[extname(file)] ?? 'application/octet-stream',
        'Content-Security-Policy': contentSecurityPolicy,
        'X-Content-Type-Options': 'nosniff',
        // What is below assets/ has its content's hash in its name; V8 keeps compiled code only of what may be kept.
        'Cache-Control': isNamedByContent(root, file) ? 'max-age=31536000, immutable' : 'no-store',
      },
    })
  })
}
