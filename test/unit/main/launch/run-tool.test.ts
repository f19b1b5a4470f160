import { describe, expect, it } from 'vitest'
import { runTool } from '../../../../main/launch/run-tool.mjs'

const node = (script: string) => runTool(process.execPath, ['-e', script], { timeoutMs: 10_000 })

describe('runTool', () => {
  it('gives what the tool printed', async () => {
    expect(await node('console.log(6 * 7); console.error("noise")')).toBe('42\n')
  })

  it('fails with the line that names the error, and keeps all the rest', async () => {
    const script =
      'console.error("npm warn old\\nnpm error code ENOTFOUND\\nnpm error more"); process.exit(3)'
    await expect(node(script)).rejects.toMatchObject({
      message: 'node: exit code 3 (npm error code ENOTFOUND)',
      output: 'npm warn old\nnpm error code ENOTFOUND\nnpm error more',
    })
  })

  it('ends a tool that takes too long', async () => {
    const never = runTool(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { timeoutMs: 50 })
    await expect(never).rejects.toThrow('ended by SIGTERM')
  })
})
