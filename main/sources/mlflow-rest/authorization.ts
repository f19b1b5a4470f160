import type { ServerAuth } from '../../../shared/model/server'

/** The value of the `Authorization` header, or null. RFC 7617 in UTF-8, as Werkzeug reads it; RFC 6750. */
export function authorizationOf(auth: ServerAuth): string | null {
  switch (auth.kind) {
    case 'basic':
      return `Basic ${Buffer.from(`${auth.username}:${auth.password}`, 'utf8').toString('base64')}`
    case 'bearer':
      // What is pasted often brings its own "Bearer ", or a line's end, which no header may hold.
      return `Bearer ${auth.token.trim().replace(/^bearer\s+/i, '')}`
    case 'none':
    case 'locked':
      return null
  }
}
