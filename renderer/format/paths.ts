/** The user's own folder as "~", as Finder's path bar and every terminal show it. */
export function shortPath(path: string): string {
  return path.replace(/^\/(?:Users|home)\/[^/]+(?=\/|$)/, '~')
}

/** The last part of a path, for a place where the whole is in the tooltip. */
export function lastPathPart(path: string): string {
  return (
    path
      .replace(/[/\\]+$/, '')
      .split(/[/\\]/)
      .at(-1) ?? path
  )
}

/** A name of somebody else's: characters that would turn the letters after them round, or break the line, show as one that stands out. */
export function plainName(name: string): string {
  return name.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
}
