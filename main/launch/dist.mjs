import './check-node.mjs'
import { join } from 'node:path'
import { runBuild } from './build-if-stale.mjs'
import { runChild } from './child.mjs'
import { enter, log, root } from './entry.mjs'

/** `npm run dist`: packs the app for macOS; nothing is uploaded. */
await enter(async () => {
  if (process.platform !== 'darwin') {
    log('Packing makes a macOS app and a disk image, which needs a Mac: nothing was done here.')
    return 0
  }
  await runBuild({ root, log })
  const builder = join(root, 'node_modules', '.bin', 'electron-builder')
  const args = [builder, '--mac', '--publish', 'never', ...process.argv.slice(2)]
  return runChild({ command: process.execPath, args, tellsProcessId: false }, { cwd: root })
})
