import { withoutEscapes } from './log-lines'

/**
 * What a training was set up with, as text that is the same in `adapter_config.json` and in the box that mlx_lm prints
 * since 0.32, which names no folder of adapters: two trainings that are alike in all of this are not told apart.
 */
export function setUpOfConfig(config: Readonly<Record<string, unknown>>): string | null {
  const { model, data, fine_tune_type: kind, batch_size: batch, iters, max_seq_length: longest } = config
  if (typeof model !== 'string' || typeof data !== 'string' || typeof kind !== 'string') return null
  return JSON.stringify([model, data, kind, batch, iters, longest])
}

/** Of the box; null where it is not whole, or a value is wrapped. */
export function setUpOfHeader(head: string): string | null {
  const rows = new Map<string, string>()
  for (const line of withoutEscapes(head).split('\n')) {
    const [, key, value] = /^│\s+(\S.*?)\s{3,}(\S.*?)\s*│\s*$/.exec(line) ?? []
    if (key !== undefined && value !== undefined) rows.set(key, value)
  }
  const [batch, iters] = (rows.get('batch · iters') ?? '').split(' · ')
  const [model, data, kind, longest] = ['model', 'dataset', 'type', 'max seq'].map((key) => rows.get(key))
  if (model === undefined || data === undefined || kind === undefined || iters === undefined) return null
  const [count, steps, most] = [batch, iters, longest].map((text) => Number(text?.replaceAll(',', '')))
  return JSON.stringify([model, data, kind.split(' · ')[0], count, steps, most])
}
