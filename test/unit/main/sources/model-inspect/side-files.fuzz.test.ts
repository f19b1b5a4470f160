import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createRandom } from '../../../../../main/demo/random'
import { fuzzRuns } from '../../../../support/fuzz-runs'
import { inspectLocalModel } from '../../../../../main/sources/model-inspect/inspect-place'

const models = join(import.meta.dirname, '../../../../fixtures/models')
const folder = mkdtempSync(join(tmpdir(), 'sextant-side-files-'))
afterAll(() => rmSync(folder, { recursive: true }))

const mlmodel = `artifact_path: model
flavors:
  python_function: {loader_module: mlflow.pyfunc, python_version: 3.11.7}
signature:
  inputs: '[{"type": "double", "name": "x"}]'
  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 4]}}]'
model_size_bytes: 1234
`

/** What a hand, a half-written file or somebody hostile makes of a text. */
const splices = [
  '',
  '{',
  '[',
  '}',
  '"',
  ':',
  '\0',
  'NaN',
  '-1',
  '1e999',
  'null',
  '"\\ud800"',
  '!!python/object:x',
  '&a [*a]',
]

/** A look at a model takes milliseconds: 2 000 each are the long run's. */
const rounds = fuzzRuns(200)

describe('mutations of the files beside the weights', () => {
  it.each([
    ['mlx-4bit', 'config.json', null],
    ['gptq', 'config.json', null],
    ['peft-adapter', 'adapter_config.json', null],
    ['peft-adapter', 'MLmodel', mlmodel],
    ['sharded', 'model.safetensors.index.json', null],
    ['Woodcut.mlpackage', 'Manifest.json', null],
  ])('%s/%s: an answer with named problems, never a crash or a hang', (model, file, given) => {
    const place = join(folder, `${file} of ${model}`)
    cpSync(join(models, model), place, { recursive: true })
    const original = given ?? readFileSync(join(place, file), 'utf8')
    const random = createRandom(5)
    let problems = 0
    for (let round = 0; round < rounds; round++) {
      let text = original
      for (let edits = random.integer(1, 4); edits > 0; edits--) {
        const at = random.integer(0, text.length)
        const end = Math.min(text.length, at + random.integer(0, 12))
        text = text.slice(0, at) + (splices[random.integer(0, splices.length - 1)] ?? '') + text.slice(end)
      }
      writeFileSync(join(place, file), text)
      const begin = performance.now()
      const result = inspectLocalModel(place)
      expect(performance.now() - begin).toBeLessThan(2_000)
      if (!result.ok) throw new Error(`${result.error.message} for ${text}`)
      if (result.value.problems.length > 0) problems += 1
      for (const problem of result.value.problems) expect(problem).toMatch(/^[^\n]{10,400}$/)
    }
    expect(problems).toBeGreaterThan(rounds / 100)
  })
})
