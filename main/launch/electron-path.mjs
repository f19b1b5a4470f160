import './check-node.mjs'
import { enter, log, root } from './entry.mjs'
import { findRuntime } from './runtime.mjs'

/** Prints the path of the Electron that the app runs on, for tools and scripts. */
await enter(async () => {
  const runtime = await findRuntime({ root, log })
  process.stdout.write(`${runtime.executable}\n`)
  return 0
})
