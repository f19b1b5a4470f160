import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { python } from './client'

export const user = { username: 'ada', password: 'pässword: 12345' }
const longestStartMs = 90_000

export interface RealServer {
  readonly url: string
  start(): Promise<void>
  /** The server and its workers at once, as a crash or a lost power supply would. */
  kill(): Promise<void>
}

/** A tracking server of the MLflow under test, with its stores in `home`. */
export async function realServer(home: string, hasUsers: boolean): Promise<RealServer> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const config = join(home, 'auth.ini')
  writeFileSync(
    config,
    [
      '[mlflow]',
      'default_permission = READ',
      `database_uri = sqlite:///${join(home, 'users.db')}`,
      `admin_username = ${user.username}`,
      `admin_password = ${user.password}`,
      'authorization_function = mlflow.server.auth:authenticate_request_basic_auth',
    ].join('\n'),
  )
  // One worker: several of basic-auth would make its database at once, and each loads MLflow anew.
  const args = ['--host', '127.0.0.1', '--port', String(port), '--workers', '1']
  const stores = [
    ['--backend-store-uri', `sqlite:///${join(home, 'mlflow.db')}`],
    ['--artifacts-destination', join(home, 'artifacts')],
  ].flat()
  let server: ChildProcess | null = null

  async function untilHealthy(): Promise<void> {
    const until = Date.now() + longestStartMs
    while (Date.now() < until) {
      const isUp = await fetch(`${url}/health`).then(
        ({ ok }) => ok,
        () => false,
      )
      if (isUp) return
      if (server?.exitCode != null) break
      await delay(200)
    }
    throw new Error(`The MLflow server does not start: ${endOf(join(home, 'server.log'))}`)
  }

  return {
    url,
    start() {
      server = spawn(
        python,
        [
          ...['-m', 'mlflow', 'server', ...args, ...stores],
          ...(hasUsers ? ['--app-name', 'basic-auth'] : []),
        ],
        {
          cwd: home,
          detached: true,
          stdio: ['ignore', 'ignore', openSync(join(home, 'server.log'), 'a')],
          env: {
            ...process.env,
            MLFLOW_AUTH_CONFIG_PATH: config,
            MLFLOW_FLASK_SERVER_SECRET_KEY: 'of this test',
          },
        },
      )
      return untilHealthy()
    },
    async kill() {
      const dying = server
      server = null
      if (dying?.pid === undefined || dying.exitCode !== null) return
      const isGone = once(dying, 'exit')
      process.kill(-dying.pid, 'SIGKILL')
      await isGone
    },
  }
}

export function endOf(log: string): string {
  return readFileSync(log, 'utf8').slice(-1_500)
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  listener.close()
  return port
}
