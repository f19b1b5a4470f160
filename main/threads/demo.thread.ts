import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parentPort } from 'node:worker_threads'
import { systemClock } from '../../shared/clock'
import { generateDemo } from '../demo/generate'
import { createDemoWriter } from '../demo/writer'
import { openDatabase } from '../store/sqlite-binding'
import { serveThread } from './thread-entry'

/** Makes the demo's stores in a temporary folder, keeps one run of them alive, and takes all away at the end. */
const thread = serveThread(parentPort)
const folder = mkdtempSync(join(tmpdir(), 'sextant-demo-'))
const removeAll = () => rmSync(folder, { recursive: true, force: true })
const info = await generateDemo({ folder, seed: 7, now: systemClock.now(), openDatabase }).catch(
  (thrown: unknown) => {
    removeAll()
    throw thrown
  },
)
const writer = createDemoWriter({ info, clock: systemClock })

thread.onStop(async () => {
  await writer.dispose()
  removeAll()
})
thread.port.post({ kind: 'ready', root: folder, busy: info.busy })
