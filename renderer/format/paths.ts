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
