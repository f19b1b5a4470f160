import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { inspectLocalModel } from '../../../../../main/sources/model-inspect/inspect-place'
import type { ModelInspection } from '../../../../../shared/model/model-inspection'

const models = join(import.meta.dirname, '../../../../fixtures/models')
const folder = mkdtempSync(join(tmpdir(), 'sextant-inspect-'))
afterAll(() => rmSync(folder, { recursive: true }))

function inspect(place: string): ModelInspection {
  const result = inspectLocalModel(place)
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

function fact(inspection: ModelInspection, label: string): string | undefined {
  return inspection.sections.flatMap(({ facts }) => facts).find((each) => each.label === label)?.text
}

const llamaParameters = 64 + 32 * 64 + 64 * 64 + 128 * 64

describe('files made with the formats’ own libraries', () => {
  it('counts packed MLX weights as the parameters they were', () => {
    for (const [name, precision] of [
      ['mlx-4bit', '4-bit, groups of 32'],
      ['mlx-8bit', '8-bit, groups of 64'],
    ] as const) {
      const inspection = inspect(join(models, name))
      expect(inspection).toMatchObject({
        parameterCount: llamaParameters,
        precision,
        format: 'safetensors',
        fileCount: 2,
        tensorCount: 8,
        problems: [],
      })
      expect(fact(inspection, 'Architecture')).toBe('LlamaForCausalLM')
      expect(fact(inspection, 'Context')).toBe('2048')
      expect(inspection.dtypes.map(({ dtype }) => dtype).sort()).toEqual(['F16', 'U32'])
    }
  })

  it('unpacks GPTQ by its bits', () => {
    const inspection = inspect(join(models, 'gptq'))
    expect(inspection).toMatchObject({ parameterCount: 128 * 64, precision: '4-bit GPTQ, groups of 128' })
  })

  it('adds up shards, and says when one is missing', () => {
    const whole = inspect(join(models, 'sharded'))
    expect(whole).toMatchObject({ parameterCount: 16 * 8 + 8 + 32, precision: 'F16', problems: [] })
    const part = join(folder, 'part')
    cpSync(join(models, 'sharded'), part, { recursive: true })
    rmSync(join(part, 'model-00002-of-00002.safetensors'))
    expect(inspect(part).problems).toEqual([
      '1 of 2 weight files are missing: model-00002-of-00002.safetensors.',
    ])
  })

  it('reads an adapter’s rank and base model', () => {
    const inspection = inspect(join(models, 'peft-adapter'))
    expect(fact(inspection, 'Rank')).toBe('8')
    expect(fact(inspection, 'Target modules')).toBe('q_proj, v_proj')
    expect(fact(inspection, 'Base model')).toBe('meta-llama/Llama-3.2-1B')
    expect(inspection.parameterCount).toBe(2 * 8 * 64)
  })

  it('reads a GGUF header', () => {
    const inspection = inspect(join(models, 'tiny-q8_0.gguf'))
    expect(inspection).toMatchObject({
      format: 'GGUF',
      precision: 'Q8_0',
      parameterCount: 64 + 128 * 64,
      problems: [],
    })
    expect(fact(inspection, 'Name')).toBe('Tiny Llama')
    expect(fact(inspection, 'Context')).toBe('2048')
    expect(fact(inspection, 'Vocabulary')).toBe('300')
    expect(inspection.dtypes).toContainEqual({
      dtype: 'Q8_0',
      tensorCount: 1,
      elementCount: 8192,
      bytes: (8192 / 32) * 34,
    })
  })

  it('reads a Core ML package’s manifest and description', () => {
    const inspection = inspect(join(models, 'Woodcut.mlpackage'))
    expect(inspection).toMatchObject({
      format: 'Core ML',
      parameterCount: null,
      precision: null,
      problems: [],
    })
    expect(inspection.sections[0]?.facts).toEqual(
      expect.arrayContaining([
        { label: 'Specification', text: '8 (macOS 14 or later)' },
        { label: 'Kind', text: 'ML program' },
        { label: 'Inputs', text: 'image' },
        { label: 'Outputs', text: 'stylized' },
        { label: 'Description', text: 'Woodcut style' },
        { label: 'Licence', text: 'MIT' },
      ]),
    )
  })
})

describe('what lies beside the weights', () => {
  it('reads MLmodel, its flavours and its signature', () => {
    const place = join(folder, 'mlmodel')
    cpSync(join(models, 'peft-adapter'), place, { recursive: true })
    writeFileSync(
      join(place, 'MLmodel'),
      [
        'flavors:',
        '  python_function:',
        '    loader_module: mlflow.sklearn',
        '    python_version: 3.11.7',
        'mlflow_version: 3.2.0',
        'signature:',
        '  inputs: \'[{"type": "double", "name": "x"}]\'',
        '  outputs: \'[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 4]}}]\'',
        '',
      ].join('\n'),
    )
    const inspection = inspect(place)
    expect(fact(inspection, 'Inputs')).toBe('x: double')
    expect(fact(inspection, 'Outputs')).toBe('float32[-1, 4]')
    expect(fact(inspection, 'python_function')).toBe('python version 3.11.7')
  })

  it('shows a training state with Python’s Infinity, and names what it cannot read', () => {
    const place = join(folder, 'checkpoint')
    cpSync(join(models, 'peft-adapter'), place, { recursive: true })
    writeFileSync(join(place, 'training_state.json'), '{"epoch": 3, "best_metric": Infinity}')
    writeFileSync(join(place, 'quantization_config.json'), '{"bits": ')
    const inspection = inspect(place)
    expect(fact(inspection, 'best_metric')).toBe('Infinity')
    expect(inspection.problems).toEqual([
      'quantization_config.json is not whole JSON; it may still be being written.',
    ])
  })

  it('does not follow links out of the model’s folder, and counts a file once', () => {
    const place = join(folder, 'links')
    cpSync(join(models, 'peft-adapter'), place, { recursive: true })
    const before = inspect(place).bytes
    symlinkSync(join(models, 'tiny-q8_0.gguf'), join(place, 'outside.gguf'))
    symlinkSync('adapter_model.safetensors', join(place, 'again.bin'))
    symlinkSync('nowhere', join(place, 'broken'))
    const inspection = inspect(place)
    expect(inspection.bytes).toBe(before)
    expect(inspection.format).toBe('safetensors')
  })

  it('fails for a place that is not there, and gives nothing for an empty folder', () => {
    const missing = inspectLocalModel(join(folder, 'none'))
    expect(missing.ok || missing.error.code).toBe('not-found')
    const empty = mkdtempSync(join(folder, 'empty-'))
    expect(inspect(empty)).toMatchObject({ fileCount: 0, bytes: 0, parameterCount: null, format: null })
  })
})
