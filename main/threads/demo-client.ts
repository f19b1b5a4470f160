import { Worker } from 'node:worker_threads'
import type { Disposable } from '../../shared/lifecycle'

/** Starts the demo thread and waits for its data. `entries` as for startThreads. Rejects when they cannot be made. */
export async function startDemo(entries: URL): Promise<Disposable & { readonly root: string }> {
  const worker = new Worker(new URL('demo.thread.js', entries), { name: 'sextant-demo' })
  const root = await new Promise<string>((resolve, reject) => {
    worker.once('error', reject)
    worker.on('message', (message: { kind?: string; root?: string }) => {
      if (message.kind === 'ready' && message.root !== undefined) resolve(message.root)
    })
  })
  return {
    root,
    dispose: () =>
      new Promise<void>((resolve) => {
        worker.once('exit', () => resolve())
        worker.postMessage({ kind: 'stop' })
      }),
  }
}
