import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const sources = fileURLToPath(new URL('../fixtures/silicon/', import.meta.url))

/**
 * Compiles the faked parts of macOS (test/fixtures/silicon) into one library, which stands for all of them.
 * @param {string} library the file to make
 * @param {readonly string[]} defines parts to leave out: WITHOUT_HID, WITHOUT_SUBSCRIPTION
 */
export function compileFakeSilicon(library, defines = []) {
  const files = readdirSync(sources).filter((name) => name.endsWith('.c'))
  const flags = ['-shared', '-fPIC', '-O1', '-pthread', ...defines.map((name) => `-D${name}`)]
  execFileSync('cc', [...flags, '-o', library, ...files.map((name) => join(sources, name))])
}

/** `node test/support/fake-silicon.mjs FILE`: then FAKE_SHAPE=…/m4.shape APP_MAC_LIBRARY=FILE npm run diagnose */
if (process.argv[1] === fileURLToPath(import.meta.url)) compileFakeSilicon(process.argv[2] ?? 'libfake.so')
