import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createOutputReader, outputPlaces } from '../../../../../main/sources/toolkit-workspace/output-reader'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'outputs-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function put(path: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), '123')
}

it('finds checkpoints, packages and loose weights of workspaces and of the repository', async () => {
  const workspace = join(root, 'mlops/workspace')
  const project = { name: 'lora-finetuning-mlx', path: join(workspace, 'lora') }
  put('mlops/workspace/lora/outputs/checkpoints/checkpoint_epoch_1/adapters.npz')
  put('mlops/workspace/lora/outputs/checkpoints/checkpoint_epoch_1/training_state.json')
  put('mlops/workspace/lora/outputs/checkpoints/best_model/adapter_weights.json')
  put('mlops/workspace/lora/outputs/weights.npz')
  put('mlops/workspace/lora/outputs/pruning_masks.npz')
  put('mlops/workspace/lora/outputs/logs/data.bin')
  put('projects/01_LoRA_Finetuning_MLX/outputs/checkpoints/last/model.safetensors')
  put('projects/03_Other/coreml_models/unet.mlpackage/Data/weights/weight.bin')
  symlinkSync('..', join(root, 'mlops/workspace/lora/outputs/loop'))
  const reader = createOutputReader('t', () => 0)
  const models = await reader.read(outputPlaces(workspace, [project]), new AbortController().signal)
  expect(models.map(({ name, project: named, bytes }) => [name, named, bytes]).sort()).toEqual([
    ['checkpoints/best_model', 'lora-finetuning-mlx', 3],
    ['checkpoints/checkpoint_epoch_1', 'lora-finetuning-mlx', 6],
    ['checkpoints/last', 'lora-finetuning-mlx', 3],
    ['unet.mlpackage', null, 3],
    ['weights.npz', 'lora-finetuning-mlx', 3],
  ])
  expect(models.every(({ kind, path, modelId }) => kind === 'output' && path === modelId)).toBe(true)
})
