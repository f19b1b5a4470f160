import { parseRusage, rusageBytes, rusageFlavor, type ProcessCounters } from '../../../shared/hardware/rusage'
import { fail, ok, type Result } from '../../../shared/result'
import { complete, type Library } from './libraries'

export interface ProcessTable {
  /** Numbers of all processes, of every user. */
  pids(): Result<readonly number[]>
  /** Null for other users' processes and for those that ended. */
  counters(pid: number): ProcessCounters | null
  name(pid: number): string | null
}

export function openProcessTable(library: Library): Result<ProcessTable> {
  const bound = complete(
    {
      proc_listallpids: library.bind<(into: Uint8Array | null, size: number) => number>(
        'int proc_listallpids(void *into, int size)',
      ),
      proc_pid_rusage: library.bind<(pid: number, flavor: number, into: Uint8Array) => number>(
        'int proc_pid_rusage(int pid, int flavor, void *into)',
      ),
      proc_name: library.bind<(pid: number, into: Uint8Array, size: number) => number>(
        'int proc_name(int pid, void *into, uint32_t size)',
      ),
    },
    'libSystem',
  )
  if (!bound.ok) return bound
  const calls = bound.value
  let list = Buffer.alloc(4096 * 4)
  const usage = Buffer.alloc(rusageBytes)
  const usageView = new DataView(usage.buffer, usage.byteOffset, usage.byteLength)
  const name = Buffer.alloc(256)
  return ok({
    pids() {
      let count = calls.proc_listallpids(list, list.byteLength)
      if (count * 4 >= list.byteLength) {
        list = Buffer.alloc(list.byteLength * 4)
        count = calls.proc_listallpids(list, list.byteLength)
      }
      if (count <= 0) return fail('unavailable', 'the system lists no processes')
      return ok(
        Array.from({ length: Math.min(count, list.byteLength / 4) }, (_, index) =>
          list.readInt32LE(index * 4),
        ),
      )
    },
    counters: (pid) =>
      calls.proc_pid_rusage(pid, rusageFlavor, usage) === 0 ? parseRusage(usageView) : null,
    name(pid) {
      const length = calls.proc_name(pid, name, name.byteLength)
      return length > 0 ? name.toString('utf8', 0, Math.min(length, name.byteLength)) : null
    },
  })
}
