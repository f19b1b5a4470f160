import { describe, expect, it } from 'vitest'
import { restartable } from '../../../../main/launch/restartable.mjs'

/** Processes that end when they are told to, and a wait for the next one to start. */
function processes() {
  const stopped: number[] = []
  const ends: ((code: number) => void)[] = []
  const waiting: (() => void)[] = []
  const start = () => {
    const index = ends.length
    const exited = new Promise<number>((resolve) => ends.push(resolve))
    const stop = () => {
      stopped.push(index)
      ends[index]?.(143)
    }
    waiting.shift()?.()
    return { ready: exited, exited, stop }
  }
  const started = () => new Promise<void>((resolve) => waiting.push(resolve))
  return { start, started, stopped, end: (index: number, code: number) => ends[index]?.(code) }
}

describe('restartable', () => {
  it('replaces the running process and ends with the last one', async () => {
    const { start, started, stopped, end } = processes()
    const app = restartable(start)
    const restartAndWait = () => {
      const next = started()
      app.restart()
      return next
    }
    await restartAndWait()
    await restartAndWait()
    end(1, 5)
    expect({ code: await app.ended, stopped }).toEqual({ code: 5, stopped: [0] })
  })

  it('makes one start of two calls at the same moment', async () => {
    const { start, started, stopped, end } = processes()
    const app = restartable(start)
    const next = started()
    app.restart()
    app.restart()
    await next
    end(0, 0)
    expect({ code: await app.ended, stopped }).toEqual({ code: 0, stopped: [] })
  })

  it('ends when it is stopped before anything ran', async () => {
    const app = restartable(processes().start)
    app.restart()
    app.stop('SIGINT')
    expect(await app.ended).toBe(0)
  })
})
