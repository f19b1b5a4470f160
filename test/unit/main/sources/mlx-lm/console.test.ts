import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMlxLmSource } from '../../../../../main/sources/mlx-lm/source'
import { fixtures } from '../../../../support/paths'
import { pollSource } from '../../../../support/source-poll'
import { testServices } from '../../../../support/source-services'

/** A fine-tuning of a tiny model by mlx_lm 0.32.2 (`lora --train --test`), its output kept with `>`. */
const real = join(fixtures, 'text-logs/mlx-lm-0.32')

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mlx-'))
  cpSync(real, root, { recursive: true })
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

async function runs() {
  const source = createMlxLmSource({
    spec: { id: 'm', kind: 'mlx-lm', location: root, root },
    services: testServices(),
  })
  const polled = await pollSource(source)
  return new Map(polled.runs.map((run) => [run.runId, run]))
}

function change(name: string, change: (text: string) => string, to = name): void {
  mkdirSync(dirname(join(root, to)), { recursive: true })
  writeFileSync(join(root, to), change(readFileSync(join(root, name), 'utf8')))
}

describe('the console of mlx_lm 0.32, which names no folder of adapters', () => {
  it('tells of the one adapter that was set up alike, and has ended with its bar', async () => {
    const found = await runs()
    expect([...found.keys()]).toEqual(['adapters'])
    expect(found.get('adapters')).toMatchObject({
      status: 'FINISHED',
      params: { iters: '20', model: 'tiny' },
      metrics: {
        train_loss: { step: 20, value: 4.376 },
        val_loss: { step: 20, value: 4.289 },
        tokens_per_second: { step: 20, value: 3266 },
        test_loss: { step: 20, value: 4.284 },
        test_ppl: { step: 20, value: 72.503 },
      },
    })
  })

  it('goes on until the bar is full', async () => {
    change('train.log', (text) => text.slice(0, text.indexOf('\u001b[1;34mtrain')))
    expect((await runs()).get('adapters')?.status).toBe('RUNNING')
    change('train.log', (text) => `${text}\u001b[1;34mtrain\u001b[0m ██████ 50% · 10/20\n`)
    expect((await runs()).get('adapters')?.status).toBe('RUNNING')
  })

  it('is a run of its own where it was set up otherwise, or where it is not clear whose log it is', async () => {
    const alone = ['adapters', 'train.log']
    change('train.log', (text) => text.replace('2 · 20', '2 · 40'))
    expect([...(await runs()).keys()]).toEqual(alone)
    cpSync(real, root, { recursive: true })
    change('train.log', (text) => text, 'again.log')
    expect([...(await runs()).keys()].sort()).toEqual(['adapters', 'again.log', 'train.log'])
    rmSync(join(root, 'again.log'))
    change(
      'adapters/adapter_config.json',
      (text) => text.replace('"seed": 0', '"seed": 1'),
      'other/adapter_config.json',
    )
    expect([...(await runs()).keys()].sort()).toEqual(['adapters', 'other', 'train.log'])
  })
})
