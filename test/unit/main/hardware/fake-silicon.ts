import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import koffi from 'koffi'
import { oneLibrary, type LibraryNames } from '../../../../main/hardware/ffi/libraries'
import { compileFakeSilicon } from '../../../support/fake-silicon.mjs'

const fixtures = fileURLToPath(new URL('../../../fixtures/silicon/', import.meta.url))

/** Parts of macOS, compiled for this machine, that behave as a shape says. */
export interface FakeSilicon {
  readonly names: LibraryNames
  load(shape: string): void
  /** One more line of shape, while it runs. */
  line(text: string): void
  advance(ms: number): void
  count(what: 'objects' | 'handles' | 'buffers' | 'ports' | 'tokens' | 'connections' | 'misuses'): number
  remove(): void
}

export const hasCompiler = (() => {
  try {
    execFileSync('cc', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    console.log(
      'Skipped: without the compiler cc there are no fake system libraries to test the native readers on.',
    )
    return false
  }
})()

export function shapeText(name: string): string {
  return readFileSync(join(fixtures, 'shapes', `${name}.shape`), 'utf8')
}

export function shapeNames(): readonly string[] {
  return readdirSync(join(fixtures, 'shapes')).map((name) => name.replace('.shape', ''))
}

/** `defines` leave parts out: WITHOUT_HID, WITHOUT_SUBSCRIPTION. */
export function buildFakeSilicon(defines: readonly string[] = []): FakeSilicon {
  const folder = mkdtempSync(join(tmpdir(), 'fake-silicon-'))
  const library = join(folder, 'libfake.so')
  compileFakeSilicon(library, defines)
  const handle = koffi.load(library)
  const calls = {
    load: handle.func('int fake_load(const char *text)') as unknown as (text: string) => number,
    line: handle.func('int fake_line(const char *line)') as unknown as (line: string) => number,
    advance: handle.func('void fake_advance(double ms)') as unknown as (ms: number) => void,
    count: handle.func('int64_t fake_count(const char *what)') as unknown as (what: string) => number,
  }
  return {
    names: oneLibrary(library),
    load(shape) {
      const failed = calls.load(shape)
      if (failed !== 0)
        throw new Error(
          `line ${failed} of the shape is not understood: ${shape.split('\n')[failed - 1] ?? ''}`,
        )
    },
    line(text) {
      if (calls.line(text) !== 0) throw new Error(`not understood: ${text}`)
    },
    advance: calls.advance,
    count: calls.count,
    remove: () => rmSync(folder, { recursive: true }),
  }
}
