import * as v from 'valibot'

/** A tracking server the user added: where it is and how it is asked. Passwords and tokens are never part of settings. */
export const authKinds = ['none', 'basic', 'bearer'] as const
export type AuthKind = (typeof authKinds)[number]

/** What settings.json keeps of a server; its secret lies in the secret store under `secretNameOf(url)`. */
export interface ServerEntry {
  /** The base address as `parseServerAddress` gives it: no fragment, no trailing slash, no user. It is also the root. */
  readonly url: string
  readonly auth: AuthKind
  /** Of basic authentication; no secret. */
  readonly username: string | null
  /** `X-MLFLOW-WORKSPACE` of servers with workspaces (MLflow 3.10); null leaves the header out. */
  readonly workspace: string | null
}

export const ServerEntrySchema = v.object({
  url: v.string(),
  auth: v.fallback(v.picklist(authKinds), 'none'),
  username: v.fallback(v.nullable(v.string()), null),
  workspace: v.fallback(v.nullable(v.string()), null),
})

export type ServerAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }
  /** There is a secret, and it cannot be had: `reason` is one sentence for the screen. */
  | { readonly kind: 'locked'; readonly reason: string }

/** How one server is asked; travels from main to the thread that asks, and is kept nowhere. */
export interface ServerAccess {
  readonly url: string
  readonly auth: ServerAuth
  readonly workspace: string | null
}

/** What a server said when it was tried out. */
export interface ServerProbe {
  /** The address it was found at, for settings. */
  readonly url: string
  /** `3.10.0`; null when the server does not say. */
  readonly version: string | null
  /** Experiments that may be read, at most `countedAtMost`; null when they were not counted. */
  readonly experiments: number | null
  readonly isCut: boolean
}

/** What the dialog sends. An empty `secret` on an update leaves the one that is kept. */
export const ServerInputSchema = v.object({
  url: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(2_048)),
  auth: v.picklist(authKinds),
  username: v.pipe(v.string(), v.maxLength(1_024)),
  secret: v.pipe(v.string(), v.maxLength(65_536)),
  workspace: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(256)), ''),
})
export type ServerInput = v.InferOutput<typeof ServerInputSchema>

export function isServerAddress(text: string): boolean {
  return /^https?:\/\//i.test(text)
}

export function secretNameOf(url: string): string {
  return `server ${url}`
}
