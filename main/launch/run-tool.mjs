import { spawn } from 'node:child_process'
import { basename } from 'node:path'

/**
 * Runs a tool quietly and gives its stdout. A failure's message carries the line that says most, its `output` all.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number }} [options]
 * @returns {Promise<string>}
 */
export function runTool(command, args, { cwd, env = process.env, timeoutMs } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, timeout: timeoutMs, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    let errors = ''
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text))
    child.stderr.setEncoding('utf8').on('data', (text) => (errors += text))
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(output)
      const reason = signal === null ? `exit code ${code}` : `ended by ${signal}`
      const failure = new Error(`${basename(command)}: ${reason}${firstErrorLine(errors)}`)
      reject(Object.assign(failure, { output: `${output}${errors}`.trim() }))
    })
  })
}

/** npm prints "npm error …", gcc "file:1:2: fatal error: …", Node a stack: the line that names an error says most. */
function firstErrorLine(text) {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const line = lines.find((candidate) => /error/i.test(candidate)) ?? lines.at(-1)
  return line === undefined ? '' : ` (${line.trim()})`
}
