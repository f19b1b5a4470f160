import { describe, expect, it } from 'vitest'
import { missingInLdd, packagesFor, requirePackages } from '../../../../main/launch/debian-packages.mjs'

describe('packagesFor', () => {
  it('names each package once', () => {
    const missing = {
      commands: ['gcc', 'g++', 'xvfb-run'],
      libraries: ['libnss3.so', 'libsmime3.so', 'libgbm.so.1'],
    }
    expect(packagesFor(missing)).toEqual(['build-essential', 'xvfb', 'libnss3', 'libgbm1'])
  })

  it('takes any other library of Electron for one that comes with GTK', () => {
    expect(packagesFor({ libraries: ['libatk-1.0.so.0', 'libXdamage.so.1'] })).toEqual(['libgtk-3-0'])
  })
})

describe('missingInLdd', () => {
  it('reads what the loader did not find', () => {
    const output = [
      '\tlinux-vdso.so.1 (0x00007ffd3a5f2000)',
      '\tlibffmpeg.so => /cache/electron/libffmpeg.so (0x00007f1b0e000000)',
      '\tlibnss3.so => not found',
      '\tlibgtk-3.so.0 => not found',
    ].join('\n')
    expect(missingInLdd(output)).toEqual(['libnss3.so', 'libgtk-3.so.0'])
  })
})

describe('requirePackages', () => {
  it('is content when nothing is missing', () => {
    expect(() => requirePackages([])).not.toThrow()
  })

  it('gives the command that installs the rest', () => {
    expect(() => requirePackages(['xvfb', 'libnss3'])).toThrow(/sudo apt-get install xvfb libnss3$/)
  })
})
