import type { ServerAccess, ServerAuth, ServerProbe } from '../../../shared/model/server'
import { fail, ok, type Result } from '../../../shared/result'
import type { SourceServices } from '../source'
import { parseServerAddress } from './address'
import { createServerClient } from './client'
import { createEndpoints } from './endpoints'
import { faultOfThrown, isUnknownThere, stoppedFault } from './fault'
import { parseExperiment } from './parse-experiment'

const experimentsAtMost = 1_000

/** Tries a server out: is it there, does it know us, is it MLflow. `access.url` may be as the user typed it. */
export async function probeServer(
  access: ServerAccess,
  services: SourceServices,
  signal: AbortSignal,
): Promise<Result<ServerProbe>> {
  const address = parseServerAddress(access.url)
  if (!address.ok) return address
  const { baseUrl, user } = address.value
  if (user !== null) {
    return fail(
      'invalid-input',
      'Leave the user name and password out of the address, and enter them below: an address is shown and kept as text.',
    )
  }
  const client = createServerClient({ baseUrl, access: () => access, services })
  const endpoints = createEndpoints(client, services.now)
  try {
    let experiments = 0
    const page = await endpoints.experiments({
      token: null,
      size: experimentsAtMost,
      signal,
      take: (item) => {
        if (parseExperiment(item, '') !== null) experiments++
      },
    })
    const version = await endpoints.version(signal).catch((thrown: unknown) => {
      if (isUnknownThere(thrown)) return null
      throw thrown
    })
    return ok({ url: baseUrl, version, experiments, isCut: page.nextToken !== null })
  } catch (thrown) {
    const fault = signal.aborted ? stoppedFault(client.host, signal) : faultOfThrown(client.host, thrown)
    if (fault === null) throw thrown
    const message = fault.status === 401 ? refusedWords(client.host, access.auth) : fault.message
    return fail(fault.code, message, fault.detail)
  }
}

/** Who tries a server out has the fields before them: no need to say where they are. */
function refusedWords(host: string, { kind }: ServerAuth): string {
  if (kind === 'basic') return `${host} does not accept this user name and password.`
  if (kind === 'bearer') return `${host} does not accept this token.`
  return `${host} asks for a user name and password or a token; choose how to sign in.`
}
