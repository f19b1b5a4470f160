import { app, nativeImage, Tray } from 'electron'

// The least that can stand in a menu bar: the floor that the app's own memory is measured against.
void app.whenReady().then(() => {
  const icon = nativeImage.createFromPath(
    new URL('../../../main/resources/tray/iconTemplate.png', import.meta.url).pathname,
  )
  globalThis.tray = new Tray(icon)
})
app.on('window-all-closed', () => {})
