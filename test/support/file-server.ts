import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises'

/** A server that has one large file, and knows to the byte what it sent of it. */
export interface FileServer {
  readonly url: string
  /** Downloads of the file, one line each: its path with the query. */
  readonly downloads: readonly string[]
  /** Of all downloads together, handed to the system. */
  sentBytes(): number
  /** Resolves when a download has stood still for a moment, because nobody reads on. */
  isHeldUp(): Promise<void>
  stop(): Promise<void>
}

export type Serve = (request: IncomingMessage, response: ServerResponse) => unknown

export async function startFileServer(serve: Serve): Promise<FileServer> {
  const downloads: string[] = []
  let sent = 0
  const sockets = new Set<Socket>()
  const onTheirWay = () => [...sockets].reduce((sum, socket) => sum + socket.bytesWritten, 0)
  const http = createServer((request, response) => {
    downloads.push(request.url ?? '')
    const { socket } = response
    if (socket !== null) sockets.add(socket)
    const before = socket?.bytesWritten ?? 0
    response.on('close', () => (sent += (socket?.bytesWritten ?? 0) - before))
    Promise.resolve(serve(request, response)).catch(() => response.destroy())
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    downloads,
    sentBytes: () => sent,
    async isHeldUp() {
      let before = -1
      while (before !== onTheirWay()) {
        before = onTheirWay()
        await delay(50)
      }
    },
    async stop() {
      const isClosed = once(http, 'close')
      http.close()
      http.closeAllConnections()
      await isClosed
    },
  }
}

/** Writes a file in pieces, no faster than it is read; ends early when the reader went away. */
export async function send(response: ServerResponse, file: Uint8Array, until = file.length): Promise<void> {
  const piece = 2 ** 16
  for (let at = 0; at < until && !response.destroyed; at += piece) {
    response.write(file.subarray(at, Math.min(until, at + piece)))
    while (response.writableNeedDrain) {
      // A reader that went away drains nothing.
      if (response.socket?.destroyed !== false) return
      await nextTurn()
    }
  }
}

/** Bytes of which no two pieces are alike, so that one in a wrong place would show. */
export function madeUpFile(bytes: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(bytes / 4))
  for (let at = 0, state = 1; at < words.length; at++) words[at] = state = Math.imul(state, 1_664_525) + at
  return new Uint8Array(words.buffer, 0, bytes)
}
