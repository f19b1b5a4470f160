import './check-node.mjs'
import { join } from 'node:path'
import { buildIfStale } from './build-if-stale.mjs'
import { runChild } from './child.mjs'
import { enter, LaunchError, log, root } from './entry.mjs'

const commands = ['snapshot', 'diagnose']

/** Runs a command of main/cli in plain Node; its stdout stays its own, for programs that read it. */
await enter(async () => {
  const [name, ...args] = process.argv.slice(2)
  if (!commands.includes(name)) throw new LaunchError(`Name one of these commands: ${commands.join(', ')}.`)
  await buildIfStale({ root, log })
  const script = join(root, 'out', 'main', 'cli', `${name}.js`)
  const command = { command: process.execPath, args: [script, ...args], tellsProcessId: false }
  return runChild(command, { cwd: process.cwd() })
})
