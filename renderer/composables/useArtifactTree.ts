import { computed, ref, shallowRef, triggerRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { ArtifactEntry, ArtifactListing, ArtifactRef } from '../../shared/model/artifact'
import type { AppError } from '../../shared/result'
import { useClient } from '../bridge/client'

export interface ArtifactNode {
  readonly entry: ArtifactEntry
  readonly depth: number
  readonly isOpen: boolean
  /** Its level is being read for the first time. */
  readonly isPending: boolean
  readonly error: AppError | null
  /** The folder holds more than is listed. */
  readonly isCut: boolean
}

export interface ArtifactTree {
  /** The root's own listing; null until it was read. */
  readonly root: ShallowRef<ArtifactListing | null>
  readonly error: ShallowRef<AppError | null>
  readonly isFirstLoad: Ref<boolean>
  /** Every visible line, top to bottom. */
  readonly nodes: ComputedRef<readonly ArtifactNode[]>
  toggle(path: string, isOpen?: boolean): Promise<void>
  refresh(): Promise<void>
}

type Level = { readonly listing: ArtifactListing } | { readonly error: AppError } | 'pending'

/** A tree of artifacts whose levels are read when they are opened. */
export function useArtifactTree(ref_: ArtifactRef): ArtifactTree {
  const client = useClient()
  const levels = shallowRef(new Map<string, Level>())
  const open = shallowRef(new Set<string>())
  const root = shallowRef<ArtifactListing | null>(null)
  const error = shallowRef<AppError | null>(null)
  const isFirstLoad = ref(true)

  async function read(path: string): Promise<void> {
    if (!levels.value.has(path)) {
      levels.value.set(path, 'pending')
      triggerRef(levels)
    }
    const answer = await client.call('artifacts.list', { ...ref_, path })
    levels.value.set(path, answer.ok ? { listing: answer.value } : { error: answer.error })
    triggerRef(levels)
    if (path !== '') return
    isFirstLoad.value = false
    error.value = answer.ok ? null : answer.error
    if (answer.ok) root.value = answer.value
  }

  async function toggle(path: string, isOpen = !open.value.has(path)): Promise<void> {
    if (isOpen) open.value.add(path)
    else open.value.delete(path)
    triggerRef(open)
    if (isOpen && !levels.value.has(path)) await read(path)
  }

  const nodes = computed(() => {
    const lines: ArtifactNode[] = []
    const add = (listing: ArtifactListing, depth: number): void => {
      for (const entry of listing.entries) {
        const isOpen = entry.kind === 'folder' && open.value.has(entry.path)
        const level = isOpen ? levels.value.get(entry.path) : undefined
        const below = typeof level === 'object' && 'listing' in level ? level.listing : null
        lines.push({
          entry,
          depth,
          isOpen,
          isPending: level === 'pending',
          error: typeof level === 'object' && 'error' in level ? level.error : null,
          isCut: below?.isCut ?? false,
        })
        if (below) add(below, depth + 1)
      }
    }
    if (root.value) add(root.value, 0)
    return lines
  })

  return {
    root,
    error,
    isFirstLoad,
    nodes,
    toggle,
    async refresh() {
      await Promise.all(['', ...open.value].map(read))
    },
  }
}
