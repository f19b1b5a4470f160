export interface Disposable {
  dispose(): void | Promise<void>
}

/**
 * Owns what was started, and stops it in reverse order, once. Node 20 (Electron 33) lacks `DisposableStack`.
 * Every member is stopped even when an earlier one fails; the failures come back as one AggregateError.
 */
export class Disposables implements Disposable {
  #members: Disposable[] = []
  #disposed = false

  add<T extends Disposable>(member: T): T {
    if (this.#disposed) void member.dispose()
    else this.#members.push(member)
    return member
  }

  defer(stop: () => void | Promise<void>): void {
    this.add({ dispose: stop })
  }

  /** Stops all at once, for members that do not need each other to stop. */
  async disposeTogether(): Promise<void> {
    const members = this.#members
    this.#members = []
    this.#disposed = true
    const outcomes = await Promise.allSettled(members.map(async (member) => member.dispose()))
    throwAll(
      outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : [])),
    )
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return
    this.#disposed = true
    const failures: unknown[] = []
    for (const member of this.#members.reverse()) {
      try {
        await member.dispose()
      } catch (thrown) {
        failures.push(thrown)
      }
    }
    this.#members = []
    throwAll(failures)
  }
}

function throwAll(failures: readonly unknown[]): void {
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} parts failed to stop`)
}
