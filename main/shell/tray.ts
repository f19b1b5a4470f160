import { Menu, nativeImage, screen, Tray, type MenuItemConstructorOptions, type Rectangle } from 'electron'
import type { Disposable } from '../../shared/lifecycle'
import type { TrayAction, TrayRow, TrayView } from '../engine/tray-view'

interface TrayOptions {
  readonly iconFile: string
  readonly alertIconFile: string
  /** A click on the icon where the panel stands in for the menu. */
  readonly onClick: () => void
  readonly onAction: (action: TrayAction, path: string | undefined) => void
}

export interface TrayAdapter extends Disposable {
  /** With `isPanel` a click opens the panel, and a right click the menu; else either opens the menu. */
  show(view: TrayView, isPanel: boolean): void
  /** Where the icon is; without a size where the platform does not tell. */
  bounds(): Rectangle
  /** macOS gave it no place: the menu bar is full, or Sextant is not allowed in it. */
  isHidden(): boolean
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
  let isPanelShown = false
  let menu = Menu.buildFromTemplate([])
  tray.on('click', () => {
    if (isPanelShown) options.onClick()
  })
  tray.on('right-click', () => {
    if (isPanelShown) tray.popUpContextMenu(menu)
  })

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
    bounds: () => tray.getBounds(),
    isHidden: () => process.platform === 'darwin' && isOutside(tray.getBounds()),
    show(view, isPanel) {
      if (view.title !== shown?.title && process.platform === 'darwin') {
        // Digits of one width: else everything left of the icon moves once a second.
        tray.setTitle(view.title, { fontType: 'monospacedDigit' })
      }
      if (view.toolTip !== shown?.toolTip) tray.setToolTip(view.toolTip)
      if (view.hasAlert !== (shown?.hasAlert ?? false)) tray.setImage(view.hasAlert ? alertImage : calmImage)
      if (isPanel !== isPanelShown || JSON.stringify(view.groups) !== JSON.stringify(shown?.groups)) {
        const items = view.groups.flatMap((group, index): MenuItemConstructorOptions[] => [
          ...(index === 0 ? [] : [{ type: 'separator' as const }]),
          ...group.map(toItem),
        ])
        menu = Menu.buildFromTemplate(items)
        // A menu that is set would open on every click.
        tray.setContextMenu(isPanel ? null : menu)
        isPanelShown = isPanel
      }
      shown = view
    },
    dispose: () => tray.destroy(),
  }
}

/** An icon without room is kept below the menu bar's edge or without a size. */
function isOutside(bounds: Rectangle): boolean {
  const { workArea } = screen.getDisplayMatching(bounds)
  return bounds.width === 0 || bounds.y >= workArea.y + workArea.height
}
