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
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} parts failed to stop`)
  }
}
