import type { AuthKind, ServerEntry, ServerInput, ServerProbe } from '../../../shared/model/server'
import type { AppError } from '../../../shared/result'

export const authOptions: readonly {
  readonly value: AuthKind
  readonly label: string
  readonly hint: string
}[] = [
  { value: 'none', label: 'None', hint: 'A server that anybody on its network may read' },
  { value: 'basic', label: 'User and password', hint: 'MLflow with basic-auth, DagsHub, most proxies' },
  { value: 'bearer', label: 'Token', hint: 'Databricks and other hosted servers' },
]

/** A new server, or the one that is edited: its secret is never shown, and stays when nothing is entered. */
export function draftOf(entry: ServerEntry | null): ServerInput {
  return {
    url: entry?.url ?? '',
    auth: entry?.auth ?? 'none',
    username: entry?.username ?? '',
    secret: '',
    workspace: entry?.workspace ?? '',
  }
}

/** The field a fault is about: what the server says of user and secret belongs there, all else to the address. */
export function faultyField(error: AppError | null, auth: AuthKind): 'url' | 'secret' | null {
  if (error === null) return null
  return error.code === 'permission' && auth !== 'none' ? 'secret' : 'url'
}

export function probeWords({ version, experiments, isCut }: ServerProbe): string {
  const who = version === null ? 'The server answers' : `MLflow ${version} answers`
  if (experiments === null) return `${who}.`
  if (experiments === 0) return `${who}. It shows no experiments to this user yet.`
  return `${who}: ${isCut ? 'more than ' : ''}${experiments.toLocaleString('en')} ${experiments === 1 ? 'experiment' : 'experiments'}.`
}
