import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request as ask } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it, onTestFinished } from 'vitest'
import { createArtifactDesk } from '../../main/sources/artifacts/artifact-desk'
import { createMlflowRestSource } from '../../main/sources/mlflow-rest/source'
import { createServices } from '../../main/sources/services'
import { systemClock } from '../../shared/clock'
import { madeUpFile } from '../support/file-server'
import { realServer, user } from './mlflow-server'

const megabyte = 2 ** 20

/** Between us and the server: counts what passes, and can cut the line. */
async function startCounter(port: number) {
  const counted = { downloads: 0, bytes: 0, cutAfter: Infinity }
  const http = createServer((incoming, outgoing) => {
    const isFile = incoming.url?.startsWith('/get-artifact') === true
    if (isFile) counted.downloads++
    const { url: path, method, headers } = incoming
    const forwarded = ask({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.on('data', (piece: Buffer) => {
        if (isFile) counted.bytes += piece.length
        if (counted.bytes > counted.cutAfter) outgoing.destroy()
      })
      answer.pipe(outgoing)
    })
    outgoing.on('close', () => forwarded.destroy())
    forwarded.on('error', () => outgoing.destroy())
    incoming.pipe(forwarded)
  })
  await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => http.closeAllConnections())
  onTestFinished(() => void http.close())
  return { counted, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` }
}

it('saves files of a real server as they are, each in one download', async () => {
  const home = mkdtempSync(join(tmpdir(), 'sextant-save-rest-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const server = await realServer(home, true)
  onTestFinished(() => server.kill())
  await server.start()
  const authorization = `Basic ${Buffer.from(`${user.username}:${user.password}`).toString('base64')}`
  const created = await fetch(`${server.url}/api/2.0/mlflow/runs/create`, {
    headers: { authorization, 'content-type': 'application/json' },
    method: 'POST',
    body: JSON.stringify({ experiment_id: '0', start_time: Date.now() }),
  })
  const made = (await created.json()) as { run: { info: { run_id: string } } }
  const runId = made.run.info.run_id
  const files = {
    'weights.bin': madeUpFile(64 * megabyte),
    'empty.txt': new Uint8Array(0),
    'räksmörgås 🦐.csv': new TextEncoder().encode('a,b\n1,2\n'.repeat(1_000)),
    'logs.tar.gz': gzipSync(madeUpFile(megabyte)),
  }
  // Where the server keeps what clients send it.
  const kept = join(home, 'artifacts', '0', runId, 'artifacts')
  mkdirSync(kept, { recursive: true })
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(kept, name), bytes)

  const { counted, url } = await startCounter(Number(new URL(server.url).port))
  const source = createMlflowRestSource({
    spec: { id: 's', kind: 'mlflow-rest', location: url, root: url },
    services: createServices({ clock: systemClock, log: () => {} }),
    access: () => ({ url, auth: { kind: 'basic', ...user }, workspace: null }),
  })
  onTestFinished(async () => source.dispose())
  const desk = createArtifactDesk(() => source)
  const saved = join(home, 'saved')
  const totals = new Set<number | null>()
  const save = (path: string) =>
    desk.save(
      {
        ...{ sourceId: 's', owner: { kind: 'run', runId }, place: null, path },
        ...{ file: saved, target: join(home, 'none') },
      },
      { signal: AbortSignal.timeout(60_000), onProgress: (_bytes, total) => totals.add(total) },
    )
  for (const [name, bytes] of Object.entries(files)) {
    Object.assign(counted, { downloads: 0, bytes: 0 })
    totals.clear()
    const begunAt = performance.now()
    expect(await save(name)).toEqual({ ok: true, value: { bytes: bytes.length } })
    const took = performance.now() - begunAt
    expect(Buffer.compare(readFileSync(saved), bytes)).toBe(0)
    expect(counted).toMatchObject({ downloads: 1, bytes: bytes.length })
    expect([...totals]).toEqual([bytes.length])
    if (bytes.length > megabyte * 8)
      console.log(
        `live  ${process.env['APP_LIVE_TITLE'] ?? 'MLflow'} server: ${bytes.length / megabyte} MB saved in ${took.toFixed(0)} ms, ${counted.downloads} download, ${counted.bytes} bytes`,
      )
  }
  rmSync(saved)
  Object.assign(counted, { bytes: 0, cutAfter: 20 * megabyte })
  const answer = await save('weights.bin')
  expect(answer.ok ? '' : answer.error.message).toMatch(
    /broke off in the middle of the file, after \d+ MB of 67 MB/,
  )
  expect(readdirSync(home)).not.toContain('saved')
})
