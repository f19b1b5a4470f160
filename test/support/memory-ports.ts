import type { Port } from '../../shared/port-rpc'

/** Two ports joined in memory that clone what they carry, as real ones do. */
export function memoryPorts(): { near: Port; far: Port } {
  const listeners = { near: [] as ((message: unknown) => void)[], far: [] as ((message: unknown) => void)[] }
  const end = (own: 'near' | 'far', other: 'near' | 'far'): Port => ({
    post: (message) => {
      const clone: unknown = structuredClone(message)
      queueMicrotask(() => listeners[other].forEach((listen) => listen(clone)))
    },
    onMessage: (listen) => void listeners[own].push(listen),
    close: () => {
      listeners[own] = []
    },
  })
  return { near: end('near', 'far'), far: end('far', 'near') }
}
