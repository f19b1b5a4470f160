import { Menu, nativeImage, Tray, type MenuItemConstructorOptions } from 'electron'
import type { Disposable } from '../../shared/lifecycle'
import type { TrayAction, TrayRow, TrayView } from '../engine/tray-view'

interface TrayOptions {
  readonly iconFile: string
  readonly alertIconFile: string
  readonly onAction: (action: TrayAction, path: string | undefined) => void
}

export interface TrayAdapter extends Disposable {
  show(view: TrayView): void
  /** What stands in the menu bar now: for end-to-end tests, which cannot click there. */
  current(): TrayView | null
}

/** Keeps its place in the menu bar between launches (macOS). Never change it. */
const trayId = '8f0c6c1e-5f63-4f2b-9c53-1f9e0c7a5d11'

/** Draws a TrayView; knows nothing of what it means. Redraws only what changed: a menu that is open must not flicker. */
export function createTray(options: TrayOptions): TrayAdapter {
  const images = [options.iconFile, options.alertIconFile].map((file) => {
    const image = nativeImage.createFromPath(file)
    image.setTemplateImage(true)
    return image
  })
  const [calmImage = nativeImage.createEmpty(), alertImage = nativeImage.createEmpty()] = images
  const tray = process.platform === 'darwin' ? new Tray(calmImage, trayId) : new Tray(calmImage)
  if (process.platform === 'darwin') tray.setIgnoreDoubleClickEvents(true)
  let shown: TrayView | null = null

  const toItem = (row: TrayRow): MenuItemConstructorOptions => {
    const { action } = row
    return {
      label: row.label,
      enabled: action !== undefined,
      ...(row.accelerator === undefined ? {} : { accelerator: row.accelerator }),
      ...(action === undefined ? {} : { click: () => options.onAction(action, row.path) }),
    }
  }

  return {
    current: () => shown,
    show(view) {
      if (view.title !== shown?.title && process.platform === 'darwin') {
        // Digits of one width: else everything left of the icon moves once a second.
        tray.setTitle(view.title, { fontType: 'monospacedDigit' })
      }
      if (view.toolTip !== shown?.toolTip) tray.setToolTip(view.toolTip)
      if (view.hasAlert !== (shown?.hasAlert ?? false)) tray.setImage(view.hasAlert ? alertImage : calmImage)
      if (JSON.stringify(view.groups) !== JSON.stringify(shown?.groups)) {
        const items = view.groups.flatMap((group, index): MenuItemConstructorOptions[] => [
          ...(index === 0 ? [] : [{ type: 'separator' as const }]),
          ...group.map(toItem),
        ])
        tray.setContextMenu(Menu.buildFromTemplate(items))
      }
      shown = view
    },
    dispose: () => tray.destroy(),
  }
}
