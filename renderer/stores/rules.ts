import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Rule, StoredRule } from '../../shared/model/rule'
import type { AppError } from '../../shared/result'
import { useClient } from '../bridge/client'
import { draftOf } from '../components/rules/rule-draft'
import type { Draft } from '../components/rules/draft'
import { lastPathPart } from '../format/paths'
import { useToastStore } from './toasts'

/** The user's rules, and what of them is being edited: an unsaved change outlives a look at another page. */
export const useRuleStore = defineStore('rules', () => {
  const client = useClient()
  const toasts = useToastStore()
  const rules = shallowRef<readonly StoredRule[] | null>(null)
  const error = shallowRef<AppError | null>(null)
  const drafts = ref<Readonly<Record<string, Draft>>>({})

  const enabledCount = computed(() => rules.value?.filter(({ rule }) => rule.enabled).length ?? null)

  async function load(): Promise<void> {
    const answer = await client.call('rules.list', undefined)
    if (answer.ok) rules.value = answer.value
    error.value = answer.ok ? null : answer.error
  }

  function take(stored: StoredRule): void {
    const known = rules.value ?? []
    const isKnown = known.some(({ rule }) => rule.id === stored.rule.id)
    rules.value = isKnown
      ? known.map((each) => (each.rule.id === stored.rule.id ? stored : each))
      : [...known, stored]
  }

  const storedOf = (id: string): StoredRule | null => rules.value?.find(({ rule }) => rule.id === id) ?? null

  function setDraft(id: string, draft: Draft | null): void {
    const { [id]: _before, ...others } = drafts.value
    drafts.value = draft === null ? others : { ...others, [id]: draft }
  }

  /** Typed back to what it was is no change. */
  function edit(id: string, draft: Draft): void {
    const stored = storedOf(id)
    const isSame = stored !== null && JSON.stringify(draftOf(stored.rule)) === JSON.stringify(draft)
    setDraft(id, isSame ? null : draft)
  }

  async function put(rule: Rule): Promise<boolean> {
    const answer = await client.call('rules.save', { rule })
    if (!answer.ok) {
      toasts.show(answer.error.message, { tone: 'error' })
      return false
    }
    take(answer.value)
    return true
  }

  async function save(rule: Rule): Promise<boolean> {
    const before = storedOf(rule.id)
    if (!(await put(rule))) return false
    setDraft(rule.id, null)
    const undo = before === null ? () => remove(rule.id) : () => void put(before.rule)
    toasts.show(`“${rule.name}” is ${before === null ? 'watching' : 'saved'}.`, { undo })
    return true
  }

  async function setEnabled(rule: Rule, enabled: boolean): Promise<void> {
    if (!(await put({ ...rule, enabled }))) return
    const draft = drafts.value[rule.id]
    if (draft) edit(rule.id, { ...draft, enabled })
    toasts.show(`“${rule.name}” is switched ${enabled ? 'on' : 'off'}.`, { undo: () => void put(rule) })
  }

  async function remove(id: string): Promise<void> {
    const stored = storedOf(id)
    const answer = await client.call('rules.remove', { id })
    if (!answer.ok) {
      toasts.show(answer.error.message, { tone: 'error' })
      return
    }
    rules.value = (rules.value ?? []).filter(({ rule }) => rule.id !== id)
    setDraft(id, null)
    toasts.show(`“${stored?.rule.name ?? id}” is removed; its open alerts are resolved.`, {
      undo: () => restore(id),
    })
  }

  async function restore(id: string): Promise<void> {
    const answer = await client.call('rules.restore', { id })
    if (!answer.ok) toasts.show(answer.error.message, { tone: 'error' })
    await load()
  }

  async function reset(id: string): Promise<void> {
    const before = storedOf(id)
    const answer = await client.call('rules.reset', { id })
    if (!answer.ok) {
      toasts.show(answer.error.message, { tone: 'error' })
      return
    }
    take(answer.value)
    setDraft(id, null)
    const undo = before === null ? null : () => void put(before.rule)
    toasts.show(`“${answer.value.rule.name}” is as it came.`, { undo })
  }

  async function importFile(): Promise<void> {
    const answer = await client.call('rules.import', undefined)
    if (!answer.ok) {
      toasts.show(answer.error.message, { tone: 'error' })
      return
    }
    if (answer.value === null) return
    await load()
    const { added, changed, problems } = answer.value
    const parts = [
      `${added} added`,
      changed > 0 ? `${changed} replaced` : '',
      problems.length > 0 ? `${problems.length} not taken: ${problems[0] ?? ''}` : '',
    ]
    const tone = added + changed === 0 ? 'error' : 'plain'
    toasts.show(`Rules: ${parts.filter(Boolean).join(', ')}`, { tone })
  }

  /** Null takes all. */
  async function exportFile(ids: readonly string[] | null): Promise<void> {
    const answer = await client.call('rules.export', { ids: ids === null ? null : [...ids] })
    if (!answer.ok) toasts.show(answer.error.message, { tone: 'error' })
    else if (answer.value) toasts.show(`Saved as “${lastPathPart(answer.value.path)}”.`)
  }

  return {
    ...{ rules, error, drafts, enabledCount, load, storedOf, edit, setDraft, save, setEnabled },
    ...{ remove, reset, importFile, exportFile },
  }
})
