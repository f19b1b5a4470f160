import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { Bridge } from '../shared/rpc'

/** The whole bridge: two channels and a dropped file's path. It does not grow with features (shared/contract.ts does). */
const bridge: Bridge = {
  call: (name, input) => ipcRenderer.invoke('rpc', name, input),
  on: (listen) => {
    const forward = (_event: unknown, name: string, payload: unknown) => listen(name, payload)
    ipcRenderer.on('push', forward)
    return () => void ipcRenderer.off('push', forward)
  },
  pathOf: (file) => webUtils.getPathForFile(file as File),
}
contextBridge.exposeInMainWorld('bridge', bridge)
