import { app } from 'electron'
import type { Clock, Timer } from '../../shared/clock'
import type { Disposable } from '../../shared/lifecycle'

/** macOS ignores a hide within a second of the previous one. */
const settleMs = 1_100

/** The Dock icon stands while a window is open; Linux has no Dock, and `app.dock` is undefined there. */
export interface Dock extends Disposable {
  windowOpened(): void
  windowClosed(): void
  /** 0 takes the badge away. */
  showBadge(count: number): void
}

export function createDock(
  clock: Clock,
  /** Without an icon in the menu bar the Dock is the only way back to the app. */
  isOnlyWay: () => boolean,
): Dock {
  let pending: Timer | null = null
  return {
    windowOpened() {
      pending?.dispose()
      pending = null
      void app.dock?.show()
    },
    windowClosed() {
      pending?.dispose()
      pending = clock.after(settleMs, () => {
        if (!isOnlyWay()) app.dock?.hide()
      })
    },
    showBadge: (count) => app.dock?.setBadge(count === 0 ? '' : count > 999 ? '999+' : String(count)),
    dispose: () => pending?.dispose(),
  }
}
