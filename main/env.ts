import { logLevels, type LogLevel } from './log'

/** Everything outside that changes how the app behaves, read once. */
export interface Environment {
  /** A data folder of one's own: for tests, and for a second instance beside the installed app. */
  readonly userData: string | null
  /** The Vite server's address in `npm run dev`; ignored in a packaged app. */
  readonly devUrl: string | null
  /** End-to-end tests: an error is printed and ends the app, where a user would see a dialog. */
  readonly isE2e: boolean
  readonly logLevel: LogLevel
  readonly isDemo: boolean
  /** A library that stands for those of macOS, so that its sensors can be tried where there is no Mac. */
  readonly macLibrary: string | null
}

export function readEnvironment(
  env: NodeJS.ProcessEnv,
  args: readonly string[],
  isPackaged: boolean,
): Environment {
  const level = logLevels.find((one) => one === env['APP_LOG_LEVEL'])
  return {
    userData: env['APP_USER_DATA'] ?? null,
    devUrl: isPackaged ? null : (env['APP_DEV_URL'] ?? null),
    isE2e: !isPackaged && env['APP_E2E'] === '1',
    logLevel: level ?? 'info',
    isDemo: args.includes('--demo'),
    macLibrary: isPackaged ? null : (env['APP_MAC_LIBRARY'] ?? null),
  }
}
