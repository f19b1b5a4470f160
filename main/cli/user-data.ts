import { join } from 'node:path'

/** Electron's `userData` folder, worked out without Electron: for command-line tools that look at the app's own files. */
export function userDataFolder(env: NodeJS.ProcessEnv, platform: string, home: string): string {
  const chosen = env['APP_USER_DATA']
  if (chosen !== undefined) return chosen
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Sextant')
  return join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'Sextant')
}
