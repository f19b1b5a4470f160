import type { Page } from '@playwright/test'
import type {} from '../../renderer/bridge/client'
import { textReaders } from '../../renderer/bridge/text-readers'
import type { AppClient, AppContract } from '../../shared/contract'
import { createClient, readingText } from '../../shared/rpc'

/** Calls the app through a page's own bridge, and reads the answers as its client does. Pushes are not heard. */
export function windowClient(page: Page): Pick<AppClient, 'call'> {
  const bridge = {
    call: (name: string, input: unknown) =>
      page.evaluate(([called, sent]) => window.bridge.call(called as string, sent), [name, input]),
    on: () => () => {},
  }
  return createClient<AppContract>(readingText<AppContract>(bridge, textReaders))
}
