import { useClient } from '../bridge/client'
import { lastPathPart } from '../format/paths'
import { useFormat } from './useFormat'
import { useUiStore } from '../stores/ui'
import { useSettingsStore } from '../stores/settings'
import { useToastStore } from '../stores/toasts'
import type { CallInput } from '../../shared/rpc'
import type { AddedRoot, AppContract } from '../../shared/contract'
import { isFailedRootId, type SourceStatus } from '../../shared/model/source'

export interface Actions {
  addRoot(kind: 'folder' | 'file'): Promise<void>
  addDropped(paths: readonly string[]): Promise<void>
  removeRoot(path: string): Promise<void>
  /** Takes it out for good: what lies at its place is passed over until it is chosen again. */
  removeSource(source: SourceStatus): Promise<void>
  /** Null reads every source again. */
  retrySource(sourceId: string | null): Promise<void>
  /** Starts the app anew, with made-up data or without. */
  showDemo(isOn: boolean): Promise<void>
  reveal(what: CallInput<AppContract, 'reveal'>): Promise<void>
  copy(text: string, what: string): Promise<void>
  saveArtifact(artifact: CallInput<AppContract, 'artifacts.saveAs'>): Promise<void>
  openArtifact(artifact: CallInput<AppContract, 'artifacts.open'>): Promise<void>
}

/** What the user can do from several places: each says what came of it. */
export function useActions(): Actions {
  const client = useClient()
  const toasts = useToastStore()
  const ui = useUiStore()
  const settings = useSettingsStore()
  const format = useFormat()

  function announceAdded({ root, sourceCount, isNew }: AddedRoot): void {
    const found = sourceCount === 0 ? 'nothing that Sextant can read yet' : countOf(sourceCount, 'source')
    const name = lastPathPart(root)
    if (isNew) toasts.show(`Watching “${name}”: found ${found}.`, { undo: () => removeRoot(root) })
    else toasts.show(`“${name}” is watched already: found ${found}.`)
  }

  async function addRoot(kind: 'folder' | 'file'): Promise<void> {
    const answer = await client.call('roots.choose', { kind })
    if (!answer.ok) toasts.show(answer.error.message, { tone: 'error' })
    else if (answer.value !== null) {
      announceAdded(answer.value)
      offerStores([answer.value])
    }
  }

  /** One store is watched without a question; among several the user chooses, those of all folders at once. */
  function offerStores(added: readonly AddedRoot[]): void {
    const count = added.reduce((sum, { sourceCount }) => sum + sourceCount, 0)
    if (count > 1) ui.candidateRoots = added.map(({ root }) => root)
  }

  async function addDropped(paths: readonly string[]): Promise<void> {
    const added: AddedRoot[] = []
    for (const path of paths) {
      const answer = await client.call('roots.add', { path })
      if (answer.ok) {
        announceAdded(answer.value)
        added.push(answer.value)
      } else toasts.show(answer.error.message, { tone: 'error' })
    }
    offerStores(added)
  }

  async function removeRoot(path: string): Promise<void> {
    const answer = await client.call('roots.remove', { path })
    if (!answer.ok) toasts.show(answer.error.message, { tone: 'error' })
    else toasts.show(`No longer watching “${lastPathPart(path)}”.`, { undo: () => addDropped([path]) })
  }

  async function removeSource({ id, location, root }: SourceStatus): Promise<void> {
    if (isFailedRootId(id) || location === root) return removeRoot(root)
    const excludedLocations = [...new Set([...settings.settings.excludedLocations, location])]
    const error = await settings.update({ excludedLocations })
    if (error !== null) toasts.show(error.message, { tone: 'error' })
    else toasts.show(`“${lastPathPart(location)}” is removed.`)
  }

  async function showDemo(isOn: boolean): Promise<void> {
    const answer = await client.call('app.demo', { isOn })
    if (!answer.ok) toasts.show(answer.error.message, { tone: 'error' })
  }

  async function retrySource(sourceId: string | null): Promise<void> {
    const answer = await client.call('sources.retry', { sourceId })
    if (!answer.ok) toasts.show(answer.error.message, { tone: 'error' })
  }

  async function reveal(what: CallInput<AppContract, 'reveal'>): Promise<void> {
    const answer = await client.call('reveal', what)
    if (!answer.ok) toasts.show(answer.error.message, { tone: 'error' })
  }

  async function copy(text: string, what: string): Promise<void> {
    const answer = await client.call('clipboard.write', { text })
    if (answer.ok) toasts.show(`${what} copied.`)
    else toasts.show(answer.error.message, { tone: 'error' })
  }

  async function saveArtifact(artifact: CallInput<AppContract, 'artifacts.saveAs'>): Promise<void> {
    const answer = await client.call('artifacts.saveAs', artifact)
    if (answer.ok) {
      if (answer.value !== null)
        toasts.show(`“${answer.value.name}” saved, ${format.bytes(answer.value.bytes)}.`)
    } else if (answer.error.code !== 'cancelled') {
      const name = lastPathPart(artifact.path)
      toasts.show(`“${name}” was not saved. ${answer.error.message}`, { tone: 'error' })
    }
  }

  async function openArtifact(artifact: CallInput<AppContract, 'artifacts.open'>): Promise<void> {
    const answer = await client.call('artifacts.open', artifact)
    if (!answer.ok) toasts.show(answer.error.message, { tone: 'error' })
  }

  return {
    addRoot,
    addDropped,
    removeRoot,
    removeSource,
    retrySource,
    showDemo,
    reveal,
    copy,
    saveArtifact,
    openArtifact,
  }
}

function countOf(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
