/** Does `work` as a Mac in `zone` would, and proves that it was one: a worker of Node ignores TZ, a process does not. */
export function inZone<T>(zone: string, work: () => T): T {
  const before = process.env['TZ']
  process.env['TZ'] = zone
  const end = () => {
    if (before === undefined) delete process.env['TZ']
    else process.env['TZ'] = before
  }
  try {
    if (Intl.DateTimeFormat().resolvedOptions().timeZone !== zone)
      throw new Error(`The time zone could not be set to ${zone}.`)
    const result = work()
    if (result instanceof Promise) return result.finally(end) as T
    end()
    return result
  } catch (thrown) {
    end()
    throw thrown
  }
}
