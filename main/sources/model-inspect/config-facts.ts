import type { InspectionSection } from '../../../shared/model/model-inspection'
import { allFacts, factText, isObject, sectionOf } from './facts'

type Json = Readonly<Record<string, unknown>>

/** What config.json of Hugging Face transformers, and so of mlx-lm, says of the architecture. */
export function configSection(config: Json): InspectionSection | null {
  // Models of text and images keep the language model's sizes one level down.
  const text = isObject(config['text_config']) ? config['text_config'] : {}
  return sectionOf('Architecture', { ...text, ...config }, [
    ['architectures', 'Architecture'],
    ['model_type', 'Type'],
    ['num_hidden_layers', 'Layers'],
    ['n_layers', 'Layers'],
    ['n_layer', 'Layers'],
    ['hidden_size', 'Hidden size'],
    ['dim', 'Hidden size'],
    ['n_embd', 'Hidden size'],
    ['intermediate_size', 'Feed-forward size'],
    ['num_attention_heads', 'Attention heads'],
    ['n_heads', 'Attention heads'],
    ['num_key_value_heads', 'Key-value heads'],
    ['head_dim', 'Head size'],
    ['num_local_experts', 'Experts'],
    ['num_experts_per_tok', 'Experts per token'],
    ['max_position_embeddings', 'Context'],
    ['n_positions', 'Context'],
    ['sliding_window', 'Sliding window'],
    ['vocab_size', 'Vocabulary'],
    ['tie_word_embeddings', 'Tied embeddings'],
    ['torch_dtype', 'Trained in'],
    ['dtype', 'Trained in'],
    ['transformers_version', 'transformers'],
  ])
}

/**
 * adapter_config.json: of PEFT (`r`, `lora_alpha`, `target_modules`, `base_model_name_or_path`), or of mlx-lm
 * (`lora_parameters: {rank, scale, dropout, keys}`, `num_layers`, `model`, `fine_tune_type`); and the toolkit's
 * adapter_config.yaml (`lora: {rank, alpha, …}`).
 */
export function adapterSection(config: Json): InspectionSection | null {
  const nested = [config['lora_parameters'], config['lora'], config['lora_config']].find(isObject) ?? {}
  return sectionOf('Adapter', { ...nested, ...config }, [
    ['peft_type', 'Kind'],
    ['fine_tune_type', 'Kind'],
    ['task_type', 'Task'],
    ['r', 'Rank'],
    ['rank', 'Rank'],
    ['lora_alpha', 'Alpha'],
    ['alpha', 'Alpha'],
    ['scale', 'Scale'],
    ['lora_dropout', 'Dropout'],
    ['dropout', 'Dropout'],
    ['target_modules', 'Target modules'],
    ['keys', 'Target modules'],
    ['modules_to_save', 'Trained whole'],
    ['num_layers', 'Layers'],
    ['lora_layers', 'Layers'],
    ['base_model_name_or_path', 'Base model'],
    ['model', 'Base model'],
    ['data', 'Data'],
    ['iters', 'Steps'],
    ['batch_size', 'Batch size'],
    ['learning_rate', 'Learning rate'],
    ['use_dora', 'DoRA'],
    ['use_rslora', 'Rank-stabilised'],
  ])
}

/** Files that training tools leave beside the weights, by name: shown as they are. */
const sideFiles: readonly (readonly [file: string, title: string])[] = [
  ['training_state.json', 'Training state'],
  ['adapter_metadata.json', 'Adapter metadata'],
  ['quantization_stats.yaml', 'Quantisation figures'],
  ['quantization_config.yaml', 'Quantisation settings'],
  ['quantization_config.json', 'Quantisation settings'],
  ['quantize_config.json', 'Quantisation settings'],
  ['pruning_stats.yaml', 'Pruning figures'],
  ['trainer_state.json', 'Training state'],
  ['generation_config.json', 'Generation defaults'],
]

export const sideFileNames: ReadonlySet<string> = new Set(sideFiles.map(([file]) => file))

export function sideSection(file: string, json: Json): InspectionSection | null {
  const title = sideFiles.find(([name]) => name === file)?.[1] ?? file
  const { initial, ...rest } = json
  return allFacts(title, isObject(initial) ? { ...initial, ...rest } : rest)
}

/** MLmodel: flavours with their versions, and the signature, whose parts are JSON in text. */
export function mlmodelSections(mlmodel: Json): InspectionSection[] {
  const flavors = isObject(mlmodel['flavors']) ? mlmodel['flavors'] : {}
  const flavorFacts = Object.entries(flavors)
    .slice(0, 20)
    .map(([label, value]) => {
      const details = isObject(value) ? value : {}
      const version = Object.entries(details).find(([key]) => key.endsWith('version'))
      const loader = factText(details['loader_module'])
      const text =
        version === undefined
          ? (loader ?? 'yes')
          : `${version[0].replaceAll('_', ' ')} ${factText(version[1]) ?? ''}`
      return { label, text }
    })
  const signature = isObject(mlmodel['signature']) ? mlmodel['signature'] : {}
  const signatureFacts = ['inputs', 'outputs', 'params'].flatMap((part) => {
    const text = signatureText(signature[part])
    return text === null
      ? []
      : [{ label: part === 'inputs' ? 'Inputs' : part === 'outputs' ? 'Outputs' : 'Parameters', text }]
  })
  const about = sectionOf('MLflow model', mlmodel, [
    ['model_id', 'Model ID'],
    ['model_uuid', 'UUID'],
    ['run_id', 'Run ID'],
    ['mlflow_version', 'MLflow'],
    ['utc_time_created', 'Saved (UTC)'],
    ['model_size_bytes', 'Bytes when saved'],
  ])
  return [
    ...(about === null ? [] : [about]),
    ...(flavorFacts.length === 0 ? [] : [{ title: 'Flavours', facts: flavorFacts }]),
    ...(signatureFacts.length === 0 ? [] : [{ title: 'Signature', facts: signatureFacts }]),
  ]
}

/** `[{"name": "x", "type": "double"}]` or `[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 4]}}]`. */
function signatureText(value: unknown): string | null {
  if (typeof value !== 'string') return null
  let parts: unknown
  try {
    parts = JSON.parse(value)
  } catch {
    return value.slice(0, 600)
  }
  if (!Array.isArray(parts)) return value.slice(0, 600)
  const texts = parts.slice(0, 40).map((part: unknown) => {
    if (!isObject(part)) return String(part)
    const spec = isObject(part['tensor-spec']) ? part['tensor-spec'] : null
    const shape = Array.isArray(spec?.['shape']) ? `[${spec['shape'].join(', ')}]` : ''
    const type = spec === null ? (factText(part['type']) ?? '?') : `${factText(spec['dtype']) ?? '?'}${shape}`
    const name = factText(part['name'])
    return name === null ? type : `${name}: ${type}`
  })
  return texts.join(', ') + (parts.length > 40 ? ` … (${parts.length})` : '')
}
