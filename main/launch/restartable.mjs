const settleMs = 100

/**
 * A process that is replaced on demand. When it ends by itself (the user quits the app) or is stopped, `ended`
 * resolves with its exit code.
 * @param {() => import('./child.mjs').Child} start
 * @returns {{ restart: () => void, stop: (signal: NodeJS.Signals) => void, ended: Promise<number> }}
 */
export function restartable(start) {
  const { promise: ended, resolve: end, reject: fail } = Promise.withResolvers()
  let current = null
  let isStopping = false
  let timer
  let turn = Promise.resolve()

  async function replace() {
    const previous = current
    current = null
    previous?.stop()
    await previous?.exited
    if (isStopping) return end(0)
    const child = start()
    current = child
    child.exited.then((code) => current === child && end(code), fail)
  }

  return {
    ended,
    // One saved file may build main and preload: their two calls make one restart.
    restart() {
      clearTimeout(timer)
      timer = setTimeout(() => (turn = turn.then(replace)), settleMs)
    },
    stop(signal) {
      isStopping = true
      clearTimeout(timer)
      if (current === null) turn = turn.then(() => end(0))
      else current.stop(signal)
    },
  }
}
