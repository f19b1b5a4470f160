import { app, BrowserWindow } from 'electron'

// The least that shows something: the floor that the app's own start is measured against.
void app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1280,
    height: 820,
    show: false,
    webPreferences: { sandbox: !process.argv.includes('--no-sandbox') },
  })
  window.once('ready-to-show', () => window.show())
  void window.loadFile(new URL('./index.html', import.meta.url).pathname)
})
app.on('window-all-closed', () => app.quit())
