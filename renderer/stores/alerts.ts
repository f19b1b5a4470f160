import { defineStore } from 'pinia'
import { computed, onScopeDispose, ref } from 'vue'
import type { AppContract } from '../../shared/contract'
import type { Alert, AlertActionOutcome, AlertTotals } from '../../shared/model/alert'
import type { CallInput } from '../../shared/rpc'
import { countText } from '../../shared/rules/wording'
import { useClient } from '../bridge/client'
import { useSnapshotStore } from './snapshot'
import { useToastStore } from './toasts'

export type Decision = Exclude<CallInput<AppContract, 'alerts.act'>, { kind: 'undo' }>

const done: Readonly<Record<Decision['kind'], string>> = {
  acknowledge: 'acknowledged',
  mute: 'muted',
  unmute: 'unmuted',
  resolve: 'resolved',
  reopen: 'reopened',
}

/** How many alerts there are, when lists of them are out of date, and what a person does with them. */
export const useAlertStore = defineStore('alerts', () => {
  const client = useClient()
  const toasts = useToastStore()
  const snapshots = useSnapshotStore()
  const pushed = ref<AlertTotals | null>(null)
  /** Rises with every change of any alert. */
  const revision = ref(0)
  const undoable = ref<readonly string[]>([])
  let underWay: Promise<unknown> = Promise.resolve()

  // The push comes at once, the snapshot at its own pace; whichever came last is right.
  onScopeDispose(
    client.on('alerts.changed', ({ totals }) => {
      pushed.value = totals
      revision.value += 1
    }),
  )
  onScopeDispose(client.on('snapshot', () => (pushed.value = null)))
  const totals = computed<AlertTotals | null>(() => pushed.value ?? snapshots.snapshot?.alerts ?? null)

  /** What was changed; null when nothing could be. Says what came of it, with Undo. */
  function act(action: Decision): Promise<readonly Alert[] | null> {
    const acting = perform(action)
    underWay = acting
    return acting
  }

  async function perform(action: Decision): Promise<readonly Alert[] | null> {
    const answer = await client.call('alerts.act', action)
    if (!answer.ok) {
      toasts.show(answer.error.message, { tone: 'error' })
      return null
    }
    const { actionId, changed, skipped } = answer.value
    revision.value += 1
    if (changed.length === 0) {
      toasts.show(skipped[0]?.why ?? 'There was nothing to change.', { tone: 'error' })
      return null
    }
    undoable.value = [...undoable.value, actionId].slice(-50)
    toasts.show(sentence(changed, done[action.kind], skipped), { undo: () => undo(actionId) })
    return changed
  }

  async function undo(actionId: string): Promise<void> {
    undoable.value = undoable.value.filter((id) => id !== actionId)
    const answer = await client.call('alerts.act', { kind: 'undo', actionId })
    if (!answer.ok) {
      toasts.show(answer.error.message, { tone: 'error' })
      return
    }
    revision.value += 1
    const { changed, skipped } = answer.value
    if (changed.length === 0) toasts.show(skipped[0]?.why ?? 'There was nothing to undo.', { tone: 'error' })
    else toasts.show(sentence(changed, 'put back', skipped))
  }

  /** False when there is nothing to take back. What is still being done is waited for: it is what is meant. */
  async function undoLast(): Promise<boolean> {
    await underWay
    const last = undoable.value.at(-1)
    if (last === undefined) return false
    // Its toast would offer the same again.
    toasts.dismissUndoable()
    await undo(last)
    return true
  }

  return { totals, revision, act, undoLast }
})

function sentence(changed: readonly Alert[], verb: string, skipped: AlertActionOutcome['skipped']): string {
  const [first] = changed
  const what = changed.length === 1 && first ? `“${first.title}”` : countText(changed.length, 'alert')
  const rest = skipped.length > 0 ? ` ${skipped.length} stayed as they were: ${skipped[0]?.why ?? ''}` : ''
  return `${what} ${verb}.${rest}`
}
