import { app } from 'electron'

/** Ends the app in order and starts it anew, with the demo or without: each keeps a folder of its own. */
export function restartApp(isDemo: boolean): void {
  app.relaunch({ args: restartArguments(process.argv, isDemo) })
  app.quit()
}

/** What follows the executable on the command line of the next start. */
function restartArguments(argv: readonly string[], isDemo: boolean): string[] {
  return [...argv.slice(1).filter((each) => each !== '--demo'), ...(isDemo ? ['--demo'] : [])]
}
