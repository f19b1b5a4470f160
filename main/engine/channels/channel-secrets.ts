import type { ChannelsPatch, ChannelsState } from '../../../shared/model/channel'
import type { SendOutcome } from '../../channels/sender'
import type { SecretStore } from '../secret-store'
import { secretNames, type HasSecret, type SecretName } from './channel-state'

/** What is known of the secrets without showing any. */
export interface SecretsState {
  readonly destinations: { readonly slack: string | null; readonly webhook: string | null }
  readonly secretsLast: ChannelsState['secretsLast']
}

/** Addresses and passwords of channels: kept by the keychain, and handed over for one message. */
export interface ChannelSecrets {
  readonly has: HasSecret
  /** Nothing is known before `learn` or `keep`. */
  state(): SecretsState
  learn(): Promise<void>
  /** Keeps what a patch has of them. `mailHost` is the one that the kept password is for. */
  keep(patch: ChannelsPatch, mailHost: string): Promise<void>
  use(name: SecretName, use: (secret: string | null) => Promise<SendOutcome>): Promise<SendOutcome>
}

export function createChannelSecrets(
  secrets: Pick<SecretStore, 'get' | 'set' | 'remove' | 'has' | 'keeping'>,
): ChannelSecrets {
  let state: SecretsState = { destinations: { slack: null, webhook: null }, secretsLast: null }
  let learning = 0

  async function learn(): Promise<void> {
    const mine = (learning += 1)
    const next: SecretsState = {
      destinations: {
        slack: await originOf(secretNames.slackUrl),
        webhook: await originOf(secretNames.webhookUrl),
      },
      secretsLast: await lasting(),
    }
    // What was learned since is newer.
    if (mine === learning) state = next
  }

  /** The keychain is asked only once there is a secret: macOS may put a question to the user. */
  async function lasting(): Promise<SecretsState['secretsLast']> {
    if (!Object.values(secretNames).some(secrets.has)) return null
    return (await secrets.keeping()) === 'kept' ? 'keychain' : 'session'
  }

  async function originOf(name: SecretName): Promise<string | null> {
    if (!secrets.has(name)) return null
    const url = await secrets.get(name)
    return url.ok ? originOfUrl(url.value) : null
  }

  async function set(name: SecretName, secret: string | null | undefined): Promise<void> {
    if (secret === undefined) return
    if (secret === null) await secrets.remove(name)
    else await secrets.set(name, secret)
  }

  async function isForAnotherHost(url: string | null | undefined): Promise<boolean> {
    if (url === undefined || !secrets.has(secretNames.webhookUrl)) return false
    const origin = originOfUrl(url)
    return origin === null || origin !== (await originOf(secretNames.webhookUrl))
  }

  return {
    has: secrets.has,
    state: () => state,
    learn,
    async keep({ slack, email, webhook }, mailHost) {
      const isOtherMailHost =
        email?.host !== undefined && mailHost !== '' && !isSameHost(email.host, mailHost)
      const isOtherWebhook = await isForAnotherHost(webhook?.url)
      await set(secretNames.slackUrl, slack?.url)
      await set(secretNames.emailPassword, orForgotten(email?.password, isOtherMailHost))
      await set(secretNames.webhookAuthorization, orForgotten(webhook?.authorization, isOtherWebhook))
      await set(secretNames.webhookUrl, webhook?.url)
      await learn()
    },
    async use(name, use) {
      const secret = await secrets.get(name)
      if (!secret.ok) return { isSent: false, canRetry: false, message: secret.error.message }
      return use(secret.value)
    },
  }
}

/** What was entered for one host no other may see, unless it is entered again. */
function orForgotten(given: string | null | undefined, isForAnotherHost: boolean): string | null | undefined {
  return given === undefined && isForAnotherHost ? null : given
}

function originOfUrl(url: string | null): string | null {
  return url !== null && URL.canParse(url) ? new URL(url).origin : null
}

function isSameHost(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
