import type { MessagePort, Worker } from 'node:worker_threads'
import type { Port } from '../../shared/port-rpc'

/** Either end of a worker, or of a channel between two workers, as a Port. */
export function portOf(end: Worker | MessagePort): Port {
  return {
    post: (message) => {
      end.postMessage(message)
    },
    onMessage: (listen) => {
      end.on('message', listen)
    },
    close: () => {
      if ('close' in end) end.close()
      else void end.terminate()
    },
  }
}
