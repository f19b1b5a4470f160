import { numberReading } from '../../../shared/hardware/reading'
import { processUsage, topProcesses, type ProcessFacts } from '../../../shared/hardware/top-processes'
import { fail, ok } from '../../../shared/result'
import { holdsNothing, type Reader } from '../reader'
import { pageBytesOf, type SystemFiles } from './files'

/** USER_HZ is 100 on every architecture that Linux still supports, whatever the kernel's own tick. */
const ticksPerSecond = 100
const perMeasure = 10

interface ProcessTicks {
  readonly name: string
  readonly ticks: number
  readonly startedAt: number
  readonly memoryBytes: number
}

/** Every /proc/<pid>/stat (proc(5)); readable for processes of all users. */
export function linuxProcessesReader(files: SystemFiles): Reader {
  let previous = new Map<number, ProcessTicks>()
  const pageBytes = pageBytesOf(files)
  const isPresent = files.text('proc/self/stat') !== null
  return {
    name: 'processes',
    everyMs: 5_000,
    fields: ['processes.count', 'processes.unreadableCount'],
    isAvailable: () => isPresent,
    reason: () => (isPresent ? null : '/proc shows no processes'),
    read(elapsedMs) {
      const now = new Map<number, ProcessTicks>()
      for (const name of files.names('proc')) {
        const process = /^\d+$/.test(name)
          ? parseProcessStat(files.text(`proc/${name}/stat`) ?? '', pageBytes)
          : null
        if (process !== null) now.set(Number(name), process)
      }
      if (now.size === 0) return fail('unavailable', '/proc shows no processes')
      const facts = [...now].map(([pid, process]) => factsOf(pid, process, previous.get(pid), elapsedMs))
      previous = now
      return ok({
        processes: {
          count: numberReading(now.size, 'exact', ''),
          unreadableCount: numberReading(0, 'exact', ''),
          top: topProcesses(facts, perMeasure).map((each) => processUsage(each, missing)),
        },
      })
    },
    dropBaselines() {
      previous = new Map()
    },
    dispose: holdsNothing,
  }
}

const missing = {
  gpuRatio: 'not known per process on Linux',
  aneMemoryBytes: 'only Apple chips have an ANE',
  watts: 'not known per process on Linux',
}

function factsOf(
  pid: number,
  now: ProcessTicks,
  before: ProcessTicks | undefined,
  elapsedMs: number,
): ProcessFacts {
  // A number may be given again: the time of the start tells the two apart.
  const isSame = before?.startedAt === now.startedAt
  const seconds = isSame ? (now.ticks - before.ticks) / ticksPerSecond : null
  return {
    pid,
    name: now.name,
    cpuRatio: seconds === null || !(elapsedMs > 0) || seconds < 0 ? null : (seconds * 1000) / elapsedMs,
    gpuRatio: null,
    memoryBytes: now.memoryBytes,
    aneMemoryBytes: null,
    watts: null,
  }
}

/** The name stands in brackets and may itself contain brackets and spaces: fields are counted from the last one. */
export function parseProcessStat(text: string, pageBytes: number): ProcessTicks | null {
  const open = text.indexOf('(')
  const close = text.lastIndexOf(')')
  if (open < 0 || close < open) return null
  // Field 3, the state, comes first here: utime is field 14, stime 15, starttime 22, rss 24.
  const fields = text.slice(close + 2).split(' ')
  const of = (field: number) => Number(fields[field - 3])
  const process = {
    name: text.slice(open + 1, close),
    ticks: of(14) + of(15),
    startedAt: of(22),
    memoryBytes: of(24) * pageBytes,
  }
  return Number.isFinite(process.ticks + process.startedAt + process.memoryBytes) ? process : null
}
