import type { BrowserWindow } from 'electron'
import { readFile } from 'node:fs/promises'
import type { Disposable } from '../../shared/lifecycle'
import { describeThrown, fail, type Result } from '../../shared/result'
import type { Log } from '../log'
import { createUntrustedView, type ViewBounds } from './untrusted-view'

/** A report's own page, with its scripts, below a bar of the window's that takes it away again. */
export interface ReportWindow extends Disposable {
  /** Covers the page below the bar; an open report is replaced. */
  open(path: string): Promise<Result<null>>
  close(): void
}

interface ReportWindowOptions {
  readonly window: () => BrowserWindow | null
  readonly log: Log
  readonly onClosed: () => void
}

/** The height of the toolbar: our bar with "Back" stays above the page. */
const reportBarHeight = 52
const largestPageBytes = 64 * 1024 * 1024

export function createReportWindow({ window, log, onClosed }: ReportWindowOptions): ReportWindow {
  let stopFollowing: (() => void) | null = null
  const view = createUntrustedView({
    log,
    partition: 'report',
    onHidden() {
      stopFollowing?.()
      stopFollowing = null
      onClosed()
    },
  })

  return {
    close: view.hide,
    dispose: view.dispose,
    async open(path) {
      const owner = window()
      if (owner === null) return fail('unavailable', 'The window is closed.')
      let html: Buffer
      try {
        html = await readFile(path)
      } catch (thrown) {
        return fail('unavailable', 'The report’s file could not be read.', describeThrown(thrown))
      }
      if (owner.isDestroyed()) return fail('unavailable', 'The window is closed.')
      if (html.length > largestPageBytes) {
        return fail('unavailable', 'The report’s page is larger than 64 MB; open it in a browser instead.')
      }
      view.hide()
      stopFollowing = follow(owner, view.move, view.hide)
      return view.show(owner, { html, allowScripts: true, bounds: belowBar(owner) })
    },
  }
}

function belowBar(owner: BrowserWindow): ViewBounds {
  const { width, height } = owner.getContentBounds()
  return { x: 0, y: reportBarHeight, width, height: height - reportBarHeight }
}

/** Keeps the page below the bar while the window changes its size, and takes it away when the window's own page goes. */
function follow(owner: BrowserWindow, move: (bounds: ViewBounds) => void, hide: () => void): () => void {
  const place = () => move(belowBar(owner))
  owner.on('resize', place)
  owner.webContents.on('did-navigate', hide)
  return () => {
    if (owner.isDestroyed()) return
    owner.off('resize', place)
    owner.webContents.off('did-navigate', hide)
  }
}
