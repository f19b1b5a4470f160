import { afterEach, describe, expect, it } from 'vitest'
import { runChild, startChild } from '../../../../main/launch/child.mjs'

const node = (script: string) => ({ command: process.execPath, args: ['-e', script], tellsProcessId: false })
const cwd = process.cwd()

describe('runChild', () => {
  afterEach(() => delete process.env.ELECTRON_RUN_AS_NODE)

  it('gives the exit code of the command', async () => {
    expect(await runChild(node('process.exit(7)'), { cwd })).toBe(7)
  })

  it('gives the exit code of a shell for a command that was killed', async () => {
    expect(await runChild(node("process.kill(process.pid, 'SIGKILL')"), { cwd })).toBe(137)
  })

  it('adds to the environment, and takes ELECTRON_RUN_AS_NODE out of it', async () => {
    process.env.ELECTRON_RUN_AS_NODE = '1'
    const script =
      "process.exit(process.env.APP_X === '5' && !('ELECTRON_RUN_AS_NODE' in process.env) ? 0 : 1)"
    expect(await runChild(node(script), { cwd, env: { APP_X: '5' } })).toBe(0)
  })

  it('fails when there is no such command', async () => {
    const command = { command: '/nonexistent', args: [], tellsProcessId: false }
    await expect(runChild(command, { cwd })).rejects.toThrow('ENOENT')
  })
})

describe('startChild', () => {
  it('stops what it started, once and for all', async () => {
    const child = startChild(node('setInterval(() => {}, 1000)'), { cwd })
    child.stop('SIGTERM')
    expect(await child.exited).toBe(143)
    child.stop('SIGTERM')
  })

  it('stops the process that told its id, not the shell around it', async () => {
    const tell = 'echo $$ >&3; exec "$@" 3>&-'
    // A signal to the whole group would end this shell with 143 itself.
    const wait = 'exec 2>/dev/null; "$@"; [ $? = 143 ] && exit 9'
    const inner = ['sh', '-c', tell, 'sh', process.execPath, '-e', 'setInterval(() => {}, 1000)']
    const child = startChild(
      { command: 'sh', args: ['-c', wait, 'sh', ...inner], tellsProcessId: true },
      { cwd },
    )
    await child.ready
    child.stop('SIGTERM')
    expect(await child.exited).toBe(9)
  })
})
