/** Going through everything of one sort, a little at each poll, as often as asked for. */
export interface Pass {
  /** Something may have changed: a pass shall be made that begins after now. */
  request(): void
  readonly isPending: boolean
  /** Goes on for about that long, to the end of the pass at most; begins the next one only at the next call. */
  advance(budgetMs: number): Promise<void>
  /** Gives up the pass under way, and what was asked for. */
  reset(): void
}

interface PassOptions<Page> {
  /** Called at the first step of a pass. */
  readonly pages: () => AsyncGenerator<Page>
  readonly visit: (page: Page) => Promise<void> | void
  readonly finish: () => void
}

export function createPass<Page>({ pages, visit, finish }: PassOptions<Page>): Pass {
  let isRequested = false
  let current: AsyncGenerator<Page> | null = null

  async function step(generator: AsyncGenerator<Page>): Promise<boolean> {
    const next = await generator.next()
    if (next.done === true) {
      current = null
      finish()
      return false
    }
    await visit(next.value)
    return true
  }

  return {
    request() {
      isRequested = true
    },
    get isPending() {
      return isRequested || current !== null
    },
    async advance(budgetMs) {
      if (current === null && !isRequested) return
      if (current === null) isRequested = false
      const generator = (current ??= pages())
      const endsAt = performance.now() + budgetMs
      try {
        while ((await step(generator)) && performance.now() < endsAt);
      } catch (thrown) {
        // The pages after a fault would be missed: the pass is made anew.
        current = null
        isRequested = true
        throw thrown
      }
    },
    reset() {
      current = null
      isRequested = false
    },
  }
}
