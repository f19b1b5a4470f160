import { type CompressionSpec, outcomeOf } from './compression-specs'
import type { PlannedArtifact, PlannedModel, PlannedRun } from './planned-store'
import { pythonYaml } from './python-text'
import type { Random } from './random'
import { encodeSafetensors } from './safetensors'

const modelFolder = 'compressed_models'

/** What the toolkit's quantizer writes beside the weights; other methods leave no files here. */
export function compressedModelArtifacts(spec: CompressionSpec, random: Random): PlannedArtifact[] {
  if (spec.method !== 'quantization') return []
  const outcome = outcomeOf(spec)
  const stats = pythonYaml([
    ['actual_compression_ratio', Number(outcome.ratio.toFixed(4))],
    ['quantization_method', 'post_training'],
    ['target_bits', spec.bits],
    ['weight_bits', spec.bits],
  ])
  return [
    { path: `${modelFolder}/quantization_stats.yaml`, content: stats },
    { path: `${modelFolder}/model.safetensors`, content: quantizedWeights(spec.bits, random) },
  ]
}

/** One small layer as MLX packs it: words of 32 / bits weights, with a scale and a bias for each group of 64. */
export function quantizedWeights(bits: number, random: Random): Uint8Array {
  const prefix = 'model.layers.0.self_attn.q_proj'
  const values = (count: number) => Float32Array.from({ length: count }, () => random.between(-0.1, 0.1))
  const words = (count: number) => Uint32Array.from({ length: count }, () => random.integer(0, 2 ** 32 - 1))
  const tensors = [
    { name: `${prefix}.weight`, shape: [32, bits * 2], values: words(64 * bits) },
    { name: `${prefix}.scales`, shape: [32, 1], values: values(32) },
    { name: `${prefix}.biases`, shape: [32, 1], values: values(32) },
  ]
  return encodeSafetensors(tensors, { format: 'mlx', bits: String(bits), group_size: '64' })
}

export function registeredQuantized(runs: readonly PlannedRun[]): PlannedModel {
  const kept = runs.filter((run) => ['llama-3.2-1b-8bit', 'llama-3.2-1b-4bit'].includes(run.name))
  return {
    name: 'llama-3.2-1b-quantized',
    description: 'Llama 3.2 1B for laptops with 8 GB.',
    tags: [
      ['project', 'model-compression-mlx'],
      ['framework', 'mlx'],
    ],
    aliases: [['champion', kept.length]],
    versions: kept.map((run) => ({
      run,
      artifactPath: modelFolder,
      description: run.description,
      tags: [['bits', run.name.slice(-4, -3)]],
    })),
  }
}
