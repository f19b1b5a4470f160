import type { InspectionSection } from '../../../shared/model/model-inspection'
import type { GgufHeader } from './gguf-header'
import { ggufFileTypes } from './gguf-types'

/** What a GGUF header says of the model; keys of the architecture carry its name (`llama.block_count`). */
export function ggufSections({ version, metadata, tensors }: GgufHeader): InspectionSection[] {
  const text = (key: string): string | null => {
    const value = metadata.get(key)
    if (value === undefined) return null
    const shown = typeof value === 'object' ? value.first.join(', ') : String(value)
    return shown === '' ? null : shown.slice(0, 600)
  }
  const architecture = text('general.architecture') ?? ''
  const tokens = metadata.get('tokenizer.ggml.tokens')
  const rows: readonly (readonly [label: string, text: string | null])[] = [
    ['Name', text('general.name')],
    ['Architecture', architecture || null],
    ['Layers', text(`${architecture}.block_count`)],
    ['Hidden size', text(`${architecture}.embedding_length`)],
    ['Feed-forward size', text(`${architecture}.feed_forward_length`)],
    ['Attention heads', text(`${architecture}.attention.head_count`)],
    ['Key-value heads', text(`${architecture}.attention.head_count_kv`)],
    ['Context', text(`${architecture}.context_length`)],
    ['Experts', text(`${architecture}.expert_count`)],
    ['Vocabulary', typeof tokens === 'object' ? String(tokens.length) : null],
    ['Tokeniser', text('tokenizer.ggml.model')],
    ['Base model', text('general.base_model.0.name')],
    ['Licence', text('general.license')],
    ['Author', text('general.author')],
    ['GGUF version', String(version)],
    ['Tensors', String(tensors.length)],
  ]
  const facts = rows.flatMap(([label, value]) => (value === null ? [] : [{ label, text: value }]))
  return [{ title: 'GGUF', facts }]
}

/** `Q4_K_M` as the file names its own mix, else the type of most of its weights. */
export function ggufPrecision({ metadata, tensors }: GgufHeader): string | null {
  const type = metadata.get('general.file_type')
  const named = typeof type === 'number' ? ggufFileTypes[type] : undefined
  if (named !== undefined) return named
  const elements = new Map<string, number>()
  for (const { dtype, elementCount } of tensors)
    elements.set(dtype, (elements.get(dtype) ?? 0) + elementCount)
  return [...elements].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null
}
