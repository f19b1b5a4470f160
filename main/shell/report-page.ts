import type { BrowserWindow } from 'electron'
import type { Disposable } from '../../shared/lifecycle'
import type { PageBounds } from '../../shared/model/artifact'
import { fail, type Result } from '../../shared/result'
import type { Log } from '../log'
import { readPage } from './read-page'
import { createUntrustedView } from './untrusted-view'

/** A report's own page, with its scripts, over the place that the window keeps for it. */
export interface ReportPage extends Disposable {
  /** An open report is replaced. `isWanted` is asked once the file was read. */
  open(path: string, bounds: PageBounds, isWanted: () => boolean): Promise<Result<null>>
  move(bounds: PageBounds): void
  cover(isCovered: boolean): void
  close(): void
}

interface ReportPageOptions {
  readonly window: () => BrowserWindow | null
  readonly log: Log
  readonly onClosed: () => void
}

export function createReportPage({ window, log, onClosed }: ReportPageOptions): ReportPage {
  const view = createUntrustedView({ log, partition: 'report', onHidden: onClosed })
  return {
    move: view.move,
    cover: view.cover,
    close: view.hide,
    dispose: view.dispose,
    async open(path, bounds, isWanted) {
      const html = await readPage(path)
      if (!html.ok) return html
      const owner = window()
      if (owner === null) return fail('cancelled', 'The window is closed.')
      if (!isWanted()) return fail('cancelled', 'The report was closed before it was shown.')
      return view.show(owner, { html: html.value, allowScripts: true, bounds })
    },
  }
}
