import { expect, it } from 'vitest'
import type { AlertDesk } from '../../../../main/engine/alert-desk'
import { createObserver } from '../../../../main/engine/observer'
import type { RunRef } from '../../../../shared/model/run'
import { ok } from '../../../../shared/result'
import { createFakeClock } from '../../../support/fake-clock'

const settle = async () => {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve()
}
const runs = (count: number, from = 0): RunRef[] =>
  Array.from({ length: count }, (_, at) => ({ sourceId: 's', runId: `run-${from + at}` }))

function make() {
  const clock = createFakeClock()
  const asked: (number | string)[] = []
  const alerts: Pick<AlertDesk, 'rules' | 'onReady' | 'observe' | 'watched' | 'forget'> = {
    rules: () => [],
    onReady: () => () => {},
    observe: () => {},
    watched: () => ({ runs: [], sourceIds: [] }),
    forget: () => {},
  }
  const observer = createObserver({
    clock,
    alerts: alerts as AlertDesk,
    port: {
      observeRuns: async (which) => {
        asked.push(typeof which === 'string' ? which : which.length)
        return ok([])
      },
      observeReports: async () => ok({ observations: [], hasMore: false }),
      observeModels: async () => ok([]),
      pointsUpTo: async () => [],
      missing: async () => ok([]),
      missingSources: async () => ok([]),
    },
  })
  return { clock, observer, asked }
}

it('asks at once what is new of a few runs, and soon of many that came together', async () => {
  const { clock, observer, asked } = make()
  observer.runsChanged({ runs: runs(3), all: false })
  await settle()
  expect(asked).toEqual([3])
  observer.runsChanged({ runs: runs(100), all: false })
  await settle()
  expect(asked).toEqual([3])
  clock.advance(200)
  observer.runsChanged({ runs: runs(40, 100), all: false })
  await settle()
  expect(asked).toEqual([3])
  clock.advance(50)
  await settle()
  expect(asked).toEqual([3, 140])
  void observer.dispose()
})

it('holds back nothing else meanwhile', async () => {
  const { clock, observer, asked } = make()
  observer.runsChanged({ runs: runs(100), all: true })
  await settle()
  expect(asked).toEqual(['recent'])
  observer.catalogChanged()
  await settle()
  clock.advance(250)
  await settle()
  expect(asked).toEqual(['recent', 100])
  observer.runsChanged({ runs: runs(1), all: false })
  await settle()
  expect(asked).toEqual(['recent', 100, 1])
  void observer.dispose()
})
