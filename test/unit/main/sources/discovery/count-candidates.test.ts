import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createSource } from '../../../../../main/sources/create-source'
import { countCandidates } from '../../../../../main/sources/discovery/count-candidates'
import { discover } from '../../../../../main/sources/discovery/discover'
import { openReadonly } from '../../../../../main/store/sqlite-binding'
import { fixtures } from '../../../../support/paths'
import { testServices } from '../../../../support/source-services'
import { treeOf } from '../../../../support/tree'

describe('what a folder offers', () => {
  it('counts the stores of every kind below it, and leaves them alone', async () => {
    const root = join(fixtures, 'text-logs')
    const before = treeOf(root)
    const services = testServices()
    const found = await discover(root, services)
    if (!found.ok) throw new Error(found.error.message)
    const counted = await countCandidates({
      specs: found.value.specs,
      createSource: (spec) => createSource(spec, { services, openReadonly, temporaryFolder: '/nowhere' }),
      now: Date.now,
    })
    const words = counted.map(({ kind, location, counts, isWhole, problem }) => {
      expect({ isWhole, problem }).toEqual({ isWhole: true, problem: null })
      return `${kind} ${location.slice(root.length + 1)}: ${counts.experiments} ${counts.runs} ${counts.others}`
    })
    expect(words.sort()).toEqual(
      [
        'hf-trainer hf: 1 2 0',
        'metric-log metric-log/detect: 1 1 0',
        'metric-log metric-log/lightning_logs: 1 1 0',
        'metric-log metric-log: 1 3 0',
        'mlx-lm mlx-lm-0.32: 1 1 0',
        'mlx-lm mlx-lm: 1 2 2',
      ].filter((line) => !/metric-log\/(?:detect|lightning)/.test(line)),
    )
    expect(treeOf(root)).toBe(before)
  })

  it('says that it stopped counting when the time is over', async () => {
    const spec = {
      id: 'x',
      kind: 'tensorboard',
      location: join(fixtures, 'tensorboard'),
      root: fixtures,
    } as const
    let time = 0
    const [counted] = await countCandidates({
      specs: [spec],
      createSource: () => null,
      now: () => (time += 10_000),
    })
    expect(counted).toMatchObject({ isWhole: false, problem: null, newestAt: null })
  })
})
