import type { InjectionKey } from 'vue'

/** The path of a file that was dropped on the window; null where the platform does not tell. */
export type DroppedPath = (file: File) => string | null

export const droppedPathKey: InjectionKey<DroppedPath> = Symbol('dropped path')

export function droppedPathFrom(pathOf: ((file: unknown) => string) | undefined): DroppedPath {
  return (file) => pathOf?.(file) ?? null
}
