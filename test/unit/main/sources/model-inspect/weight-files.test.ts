import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { inspectLocalModel } from '../../../../../main/sources/model-inspect/inspect-place'
import { writeSafetensors, type Tensors } from '../../../../support/safetensors'

const models = join(import.meta.dirname, '../../../../fixtures/models')
const folder = mkdtempSync(join(tmpdir(), 'sextant-weights-'))
afterAll(() => rmSync(folder, { recursive: true }))

function inspect(files: Readonly<Record<string, Tensors>>, config?: object) {
  const place = mkdtempSync(join(folder, 'model-'))
  for (const [path, tensors] of Object.entries(files)) writeSafetensors(join(place, path), tensors)
  if (config !== undefined) writeFileSync(join(place, 'config.json'), JSON.stringify(config))
  const result = inspectLocalModel(place)
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

const linear = { 'w.weight': ['F32', [100, 8]] } as const satisfies Tensors
const lora = { 'layers.0.lora_a': ['F32', [100, 8]] } as const satisfies Tensors
const textEncoder = { 'text_model.embedding.weight': ['F16', [10, 8]] } as const satisfies Tensors

describe('alternatives of one model', () => {
  it.each([
    [
      'the saves of mlx-lm beside the final adapters',
      {
        '0000100_adapters.safetensors': lora,
        '0000200_adapters.safetensors': lora,
        'adapters.safetensors': lora,
      },
      800,
      1,
      ['0000100_adapters.safetensors', '0000200_adapters.safetensors'],
    ],
    [
      'Mistral’s own layout beside the model',
      { 'model.safetensors': linear, 'consolidated.safetensors': { wq: ['F32', [100, 8]] } },
      800,
      1,
      ['consolidated.safetensors'],
    ],
    [
      'the folder that a model was converted from',
      { 'model.safetensors': linear, 'original/model.safetensors': { mlp: ['F32', [100, 8]] } },
      800,
      1,
      ['original/model.safetensors'],
    ],
    [
      'checkpoints beside the model',
      { 'model.safetensors': linear, 'checkpoint-500/model.safetensors': linear },
      800,
      1,
      ['checkpoint-500/model.safetensors'],
    ],
    [
      'checkpoints alone: the last one',
      { 'checkpoint-1000/model.safetensors': linear, 'checkpoint-500/model.safetensors': linear },
      800,
      1,
      ['checkpoint-500/model.safetensors'],
    ],
    [
      'widths of one model',
      {
        'diffusion_pytorch_model.fp16.safetensors': { 'w.weight': ['F16', [100, 8]] },
        'diffusion_pytorch_model.safetensors': linear,
      },
      800,
      1,
      ['diffusion_pytorch_model.fp16.safetensors'],
    ],
  ] as const)('counts once: %s', (_name, files, parameterCount, tensorCount, leftOut) => {
    const inspection = inspect(files)
    expect(inspection).toMatchObject({
      parameterCount,
      tensorCount,
      fileCount: Object.keys(files).length,
      problems: [],
    })
    const section = inspection.sections.find(({ title }) => title === 'Weights that are not counted')
    expect(section?.facts.map(({ label }) => label)).toEqual(leftOut)
  })

  it('counts one of two GGUF files of a model', () => {
    const place = mkdtempSync(join(folder, 'gguf-'))
    for (const name of ['m-a.gguf', 'm-b.gguf'])
      copyFileSync(join(models, 'tiny-q8_0.gguf'), join(place, name))
    expect(inspectLocalModel(place)).toMatchObject({ value: { parameterCount: 64 + 128 * 64 } })
  })

  it.each([
    [
      'the parts of a pipeline, though they use the same names',
      { 'text_encoder/model.safetensors': textEncoder, 'text_encoder_2/model.safetensors': textEncoder },
      160,
    ],
    [
      'the layers that sentence-transformers keeps in folders of their own',
      { 'model.safetensors': linear, '2_Dense/model.safetensors': { 'linear.weight': ['F32', [8, 4]] } },
      832,
    ],
    [
      'files of numbers of its own naming',
      { 'weights.00.safetensors': linear, 'weights.01.safetensors': { 'v.weight': ['F32', [100, 8]] } },
      1600,
    ],
  ] as const)('adds up %s', (_name, files, parameterCount) => {
    const inspection = inspect(files)
    expect(inspection).toMatchObject({ parameterCount, problems: [] })
    expect(inspection.sections.map(({ title }) => title)).not.toContain('Weights that are not counted')
  })
})

describe('packed weights', () => {
  const compressed = (...bits: number[]) => ({
    quantization_config: {
      quant_method: 'compressed-tensors',
      config_groups: Object.fromEntries(
        bits.map((each, at) => [`group_${at}`, { weights: { num_bits: each, group_size: 128 } }]),
      ),
    },
  })
  const packed: Tensors = {
    'l.q_proj.weight_packed': ['I32', [64, 128]],
    'l.q_proj.weight_scale': ['BF16', [64, 8]],
    'l.q_proj.weight_shape': ['I64', [2]],
  }
  const blocks: Tensors = {
    'mlp.experts.gate_up_proj_blocks': ['U8', [2, 64, 90, 16]],
    'mlp.experts.gate_up_proj_scales': ['U8', [2, 64, 90]],
    'mlp.experts.gate_up_proj_bias': ['BF16', [2, 64]],
  }
  it.each([
    ['MXFP4', blocks, { quantization_config: { quant_method: 'mxfp4' } }, 368_640 + 128, 'MXFP4'],
    ['compressed-tensors', packed, compressed(4), 65_536, '4-bit compressed-tensors, groups of 128'],
    [
      'NVFP4 by compressed-tensors',
      { 'l.weight_packed': ['U8', [64, 64]], 'l.weight_scale': ['F8_E4M3', [64, 8]] },
      compressed(4),
      64 * 128,
      '4-bit compressed-tensors, groups of 128',
    ],
    [
      'FP8',
      { 'l.weight': ['F8_E4M3', [64, 128]], 'l.weight_scale_inv': ['F32', [1, 1]] },
      { quantization_config: { quant_method: 'fp8' } },
      64 * 128,
      'FP8',
    ],
    [
      '8 bits by bitsandbytes',
      { 'l.weight': ['I8', [64, 128]], 'l.SCB': ['F32', [64]], 'l.weight_format': ['U8', []] },
      { quantization_config: { quant_method: 'bitsandbytes', load_in_8bit: true } },
      64 * 128,
      '8-bit bitsandbytes',
    ],
  ] as const)('are counted as what they were: %s', (_name, tensors, config, parameterCount, precision) => {
    const inspection = inspect({ 'model.safetensors': tensors }, config)
    expect(inspection).toMatchObject({ parameterCount, precision, problems: [] })
  })

  it.each([
    ['groups of different widths', packed, compressed(4, 8)],
    [
      'a method that is not known',
      { 'l.weight': ['U8', [64, 64]], 'l.weight_scale_2': ['F32', []] },
      { quantization_config: { quant_method: 'modelopt' } },
    ],
  ] as const)('are not counted, and said so, with %s', (_name, tensors, config) => {
    const inspection = inspect({ 'model.safetensors': tensors }, config)
    expect(inspection.parameterCount).toBeNull()
    expect(inspection.problems).toEqual([
      `The weights are packed and Sextant cannot tell from the config (${config.quantization_config.quant_method}) how, so their parameters cannot be counted.`,
    ])
  })
})
