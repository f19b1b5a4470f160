import { spawn } from 'node:child_process'
import { createServer } from 'node:net'

export interface MlflowServer {
  /** POST runs/search over every experiment; gives the ids found. */
  searchRuns(request: {
    readonly filter: string
    readonly order_by: readonly string[]
    readonly max_results: number
  }): Promise<readonly string[]>
  close(): Promise<void>
}

/** A local tracking server of the peer's MLflow on that store. */
export async function startMlflowServer(python: string, storeUri: string): Promise<MlflowServer> {
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  const args = ['-m', 'mlflow', 'server', '--backend-store-uri', storeUri, '--host', '127.0.0.1']
  const child = spawn(python, [...args, '--port', String(port), '--workers', '1'], {
    stdio: 'ignore',
    detached: true,
    env: { ...process.env, MLFLOW_DISABLE_TELEMETRY: 'true', MLFLOW_ALLOW_FILE_STORE: 'true' },
  })
  await answers(`${address}/health`, 90_000)
  const experiments = (await post(`${address}/api/2.0/mlflow/experiments/search`, { max_results: 1000 })) as {
    experiments: readonly { experiment_id: string }[]
  }
  const ids = experiments.experiments.map((experiment) => experiment.experiment_id)
  return {
    async searchRuns(request) {
      const answer = await post(`${address}/api/2.0/mlflow/runs/search`, { experiment_ids: ids, ...request })
      const { runs } = answer as { runs: readonly { info: { run_id: string } }[] }
      return runs.map((run) => run.info.run_id)
    },
    close: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        // Its workers are children of their own: the whole group that was started here ends.
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      }),
  }
}

async function post(url: string, body: unknown): Promise<unknown> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(60_000),
  })
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

async function answers(url: string, patienceMs: number): Promise<void> {
  for (const deadline = Date.now() + patienceMs; ;) {
    const isUp = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    )
    if (isUp) return
    if (Date.now() > deadline) throw new Error(`${url} does not answer.`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}
