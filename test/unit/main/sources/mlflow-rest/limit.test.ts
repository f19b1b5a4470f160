import { expect, it } from 'vitest'
import { createLimit } from '../../../../../main/sources/mlflow-rest/limit'

it('never lets more run at once, also when work comes just as a place gets free', async () => {
  const limit = createLimit(2)
  let [running, most, done] = [0, 0, 0]
  const work = async () => {
    most = Math.max(most, ++running)
    await Promise.resolve()
    running--
    done++
    if (done % 3 === 0) throw new Error('one in three fails')
  }
  const all: Promise<unknown>[] = []
  for (let at = 0; at < 50; at++) {
    all.push(limit(work).catch(() => {}))
    all.push(
      limit(work)
        .then(() => limit(work))
        .catch(() => {}),
    )
    await Promise.resolve()
  }
  await Promise.all(all)
  expect(most).toBe(2)
  expect(running).toBe(0)
  expect(done).toBeGreaterThanOrEqual(100)
})
