import { tmpdir } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Disposable } from '../../shared/lifecycle'
import { StartFault } from '../../shared/start-fault'
import { systemCode, writeFaultSentence } from '../../shared/write-fault'

interface DemoReady {
  readonly root: string
  /** When its runs were under way, epoch ms. */
  readonly busy: readonly { readonly from: number; readonly to: number }[]
}

/** Starts the demo thread and waits for its data. `entries` as for startThreads. Rejects when they cannot be made. */
export async function startDemo(entries: URL): Promise<Disposable & DemoReady> {
  const worker = new Worker(new URL('demo.thread.js', entries), { name: 'sextant-demo' })
  const { root, busy } = await new Promise<DemoReady>((resolve, reject) => {
    worker.once('error', (thrown: Error) => {
      const code = systemCode(thrown)
      const place = `The system's folder for temporary files ${tmpdir()}, where the demo's stores are made,`
      reject(code === '' ? thrown : new StartFault(writeFaultSentence(place, code)))
    })
    worker.once('exit', (code) => reject(new Error(`The demo's stores were not made (code ${code}).`)))
    worker.on('message', (message: { readonly kind?: string } & DemoReady) => {
      if (message.kind === 'ready') resolve(message)
    })
  })
  return {
    root,
    busy,
    dispose: () =>
      new Promise<void>((resolve) => {
        worker.once('exit', () => resolve())
        worker.postMessage({ kind: 'stop' })
      }),
  }
}
