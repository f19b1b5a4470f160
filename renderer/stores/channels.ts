import { defineStore } from 'pinia'
import { onScopeDispose, ref, shallowRef } from 'vue'
import type { AppContract } from '../../shared/contract'
import type { ChannelName, ChannelsState, ChannelTestOutcome } from '../../shared/model/channel'
import type { AppError } from '../../shared/result'
import type { CallInput } from '../../shared/rpc'
import { useClient } from '../bridge/client'
import { useToastStore } from './toasts'

/** Where alerts are told beside the inbox, as the app keeps it. Secrets only ever go out, never come back. */
export const useChannelStore = defineStore('channels', () => {
  const client = useClient()
  const toasts = useToastStore()
  const channels = shallowRef<ChannelsState | null>(null)
  const error = shallowRef<AppError | null>(null)
  const testing = ref<ChannelName | null>(null)
  const outcomes = shallowRef<Partial<Record<ChannelName, ChannelTestOutcome>>>({})

  onScopeDispose(client.on('channels.changed', (next) => (channels.value = next)))

  async function load(): Promise<void> {
    const answer = await client.call('channels.get', undefined)
    if (answer.ok) channels.value = answer.value
    error.value = answer.ok ? null : answer.error
  }

  async function update(patch: CallInput<AppContract, 'channels.update'>): Promise<boolean> {
    const answer = await client.call('channels.update', patch)
    if (answer.ok) channels.value = answer.value
    else toasts.show(answer.error.message, { tone: 'error' })
    return answer.ok
  }

  async function test(channel: ChannelName): Promise<void> {
    testing.value = channel
    const answer = await client.call('channels.test', { channel })
    testing.value = null
    const outcome = answer.ok ? answer.value : { isDelivered: false, message: answer.error.message }
    outcomes.value = { ...outcomes.value, [channel]: outcome }
  }

  return { channels, error, testing, outcomes, load, update, test }
})
