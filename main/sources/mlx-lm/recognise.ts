import type { Dirent } from 'node:fs'
import { isJsonObject, parsePythonJson } from '../run-logs/python-json'
import { readFoot, readHead } from '../run-logs/read-head'
import { metricsOf, savedAdapter } from './log-lines'
import { setUpOfConfig, setUpOfHeader } from './set-up'

const logName = /\.(?:log|txt|out)$/i
const headBytes = 16_384
const footBytes = 8_192
const mostLogs = 8
/** A folder with more texts than this is a data set. */
const mostTexts = 50

/** Text files of a folder that may hold the output of a training, a bounded number of them. */
export function logNames(entries: readonly Dirent[]): string[] {
  const names = entries.filter((entry) => entry.isFile() && logName.test(entry.name)).map(({ name }) => name)
  if (names.length > mostTexts) return []
  // Those that are called logs come first.
  return names.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)).slice(0, mostLogs)
}

function rank(name: string): number {
  return name.endsWith('.txt') ? 1 : 0
}

export interface LogLook {
  readonly isLog: boolean
  /** What the log says its adapter was saved as. */
  readonly adapter: string | null
  /** What was trained, in the words of `setUpOfConfig`; null where the log does not tell. */
  readonly setUp: string | null
}

/** Whether the first 16 KiB of a file tell of an mlx_lm training, and where its last 8 KiB say the adapter went. */
export function lookAtLog(path: string): LogLook {
  const head = readHead(path, headBytes)
  const isLog = head.split('\n').some((line) => metricsOf(line) !== null)
  if (!isLog) return { isLog, adapter: null, setUp: null }
  return { isLog, adapter: savedAdapter(readFoot(path, footBytes)), setUp: setUpOfHeader(head) }
}

export interface AdapterLook {
  /** mlx_lm's own adapter_config.json; PEFT has one of that name, too. */
  readonly isAdapter: boolean
  readonly setUp: string | null
}

export function lookAtAdapter(path: string): AdapterLook {
  const config = parsePythonJson(readHead(path, headBytes))
  if (!isJsonObject(config)) return { isAdapter: false, setUp: null }
  const isAdapter =
    !('peft_type' in config) &&
    ('fine_tune_type' in config ||
      'lora_parameters' in config ||
      'lora_layers' in config ||
      'num_layers' in config)
  return { isAdapter, setUp: setUpOfConfig(config) }
}
