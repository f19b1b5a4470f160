import { expect, it } from 'vitest'
import { createRecentDiscoveries } from '../../../../../main/sources/discovery/recent-discoveries'
import { fail, ok, type Result } from '../../../../../shared/result'
import { createFakeClock } from '../../../../support/fake-clock'

function make() {
  const clock = createFakeClock()
  const walked: string[] = []
  const discoveries = createRecentDiscoveries(async (place): Promise<Result<number>> => {
    walked.push(place)
    return place === '/gone' ? fail('not-found', 'It is not there.') : ok(walked.length)
  }, clock)
  return { clock, walked, discoveries }
}

it('walks once to add a root and to watch it, and anew the next time', async () => {
  const { walked, discoveries } = make()
  expect(await discoveries.look('/a')).toEqual(ok(1))
  expect(await discoveries.take('/a')).toEqual(ok(1))
  expect(await discoveries.take('/a')).toEqual(ok(2))
  expect(walked).toEqual(['/a', '/a'])
})

it('walks anew after a while, for another place, after a failure, and to add once more', async () => {
  const { clock, walked, discoveries } = make()
  await discoveries.look('/a')
  clock.advance(2_001)
  await discoveries.take('/a')
  await discoveries.look('/a')
  await discoveries.take('/b')
  await discoveries.take('/a')
  await discoveries.look('/gone')
  await discoveries.take('/gone')
  await discoveries.look('/a')
  await discoveries.look('/a')
  expect(walked).toEqual(['/a', '/a', '/a', '/b', '/gone', '/gone', '/a', '/a'])
})
