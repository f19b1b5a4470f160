import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ServerAccess, ServerAuth } from '../../shared/model/server'
import { parseServerAddress } from '../sources/mlflow-rest/address'

/**
 * How a server is asked from a terminal, where MLflow's own settings are at hand: a user in the address, then
 * MLFLOW_TRACKING_USERNAME and _PASSWORD, MLFLOW_TRACKING_TOKEN, and the file ~/.mlflow/credentials. The window never
 * looks at any of these.
 */
export function credentialsFor(url: string, env: NodeJS.ProcessEnv, homeFolder: string): ServerAccess {
  const workspace = env['MLFLOW_WORKSPACE'] ?? null
  const address = parseServerAddress(url)
  const user = address.ok ? address.value.user : null
  const auth: ServerAuth =
    user === null ? (authOfEnvironment(env) ?? authOfFile(homeFolder)) : { kind: 'basic', ...user }
  return { url, auth, workspace }
}

/** Basic wins over the token, as in MLflow (mlflow/utils/credentials.py). */
function authOfEnvironment(env: NodeJS.ProcessEnv): ServerAuth | null {
  const [username, password] = [env['MLFLOW_TRACKING_USERNAME'], env['MLFLOW_TRACKING_PASSWORD']]
  if (username && password) return { kind: 'basic', username, password }
  const token = env['MLFLOW_TRACKING_TOKEN']
  return token ? { kind: 'bearer', token } : null
}

function authOfFile(homeFolder: string): ServerAuth {
  let text: string
  try {
    text = readFileSync(join(homeFolder, '.mlflow', 'credentials'), 'utf8')
  } catch {
    return { kind: 'none' }
  }
  const { username, password } = parseCredentialsFile(text)
  return username !== null && password !== null ? { kind: 'basic', username, password } : { kind: 'none' }
}

/** An ini file: `mlflow_tracking_username` and `mlflow_tracking_password` in the section `[mlflow]`. */
export function parseCredentialsFile(text: string): { username: string | null; password: string | null } {
  const values = new Map<string, string>()
  let section = ''
  for (const line of text.split(/\r?\n/)) {
    section = /^\s*\[(.+)\]\s*$/.exec(line)?.[1]?.trim() ?? section
    const entry = /^\s*([^#;=:\s]+)\s*[=:]\s*(.*?)\s*$/.exec(line)
    if (section === 'mlflow' && entry?.[1] !== undefined) values.set(entry[1].toLowerCase(), entry[2] ?? '')
  }
  return {
    username: values.get('mlflow_tracking_username') ?? null,
    password: values.get('mlflow_tracking_password') ?? null,
  }
}
