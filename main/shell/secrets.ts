import { safeStorage } from 'electron'
import type { SecretCipher } from '../engine/secret-store'

/** Electron 45 asks the keychain in the background; 33, the runtime of Linux development, only knows the older form. */
interface KeychainBothWays {
  readonly isAsyncEncryptionAvailable?: () => Promise<boolean>
  readonly encryptStringAsync?: (plain: string) => Promise<Buffer>
  readonly decryptStringAsync?: (encrypted: Buffer) => Promise<{ readonly result: string }>
  isEncryptionAvailable(): boolean
  encryptString(plain: string): Buffer
  decryptString(encrypted: Buffer): string
  getSelectedStorageBackend(): string
}

/**
 * The user's keychain through Electron. On Linux the backend `basic_text` encrypts with a password that is the same
 * on every machine: that is no encryption, and counts as none. The first use may show macOS's question whether the
 * app may use its keychain item, so nothing is asked before there is a secret.
 */
export function createKeychainCipher(platform: NodeJS.Platform): SecretCipher {
  const keychain: KeychainBothWays = safeStorage
  return {
    async isAvailable() {
      if (platform === 'linux' && keychain.getSelectedStorageBackend() === 'basic_text') return false
      return (await keychain.isAsyncEncryptionAvailable?.()) ?? keychain.isEncryptionAvailable()
    },
    encrypt: async (secret) =>
      (await keychain.encryptStringAsync?.(secret)) ?? keychain.encryptString(secret),
    async decrypt(bytes) {
      const encrypted = Buffer.from(bytes)
      return (await keychain.decryptStringAsync?.(encrypted))?.result ?? keychain.decryptString(encrypted)
    },
  }
}
