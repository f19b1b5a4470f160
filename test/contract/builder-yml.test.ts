import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, matchesGlob, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { decodePng } from '../support/png'

const root = fileURLToPath(new URL('../..', import.meta.url))
const text = (path: string) => readFileSync(join(root, path), 'utf8')

interface BuilderConfig {
  readonly appId: string
  readonly files: readonly string[]
  readonly asarUnpack: readonly string[]
  readonly directories: { readonly buildResources: string }
  readonly electronFuses: Readonly<Record<string, boolean>>
  readonly mac: { readonly icon: string; readonly entitlements: string; readonly entitlementsInherit: string }
}

const config = parse(text('electron-builder.yml')) as BuilderConfig

describe('electron-builder.yml', () => {
  // Strict mode off: the builder's schema uses annotations of its own. Its rules, unknown keys too, stay strict.
  const ajv = new Ajv({ strict: false, allErrors: true })
  const validate = ajv.compile(JSON.parse(text('node_modules/app-builder-lib/scheme.json')) as object)

  it('is what the builder accepts', () => {
    validate(config)
    expect(validate.errors).toBeNull()
  })

  it.each([
    ['appID: x', 'at the top'],
    ['mac: { entitlement: x.plist }', 'below mac'],
    ['electronFuses: { runAsnode: false }', 'below electronFuses'],
    ['dmg: { tittle: x }', 'below dmg'],
    ['directories: { buildResource: x }', 'below directories'],
    ['mac: { minimumSystemVersion: 13.0 }', 'as a number that YAML makes of an unquoted version'],
  ])('would be refused with %s (%s)', (yaml) => {
    expect(validate(parse(yaml))).toBe(false)
  })

  it('names files that exist', () => {
    const named = [
      config.directories.buildResources,
      config.mac.icon,
      config.mac.entitlements,
      config.mac.entitlementsInherit,
    ]
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([])
    const included = config.files.filter((pattern) => pattern.startsWith('main/'))
    expect(included.map((pattern) => [pattern, globSync(pattern, { cwd: root }).length])).toEqual([
      ['main/resources/tray/*.png', 4],
    ])
  })

  it('locks the runtime', () => {
    expect(config.electronFuses).toEqual({
      resetAdHocDarwinSignature: true,
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableCookieEncryption: true,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
      loadBrowserProcessSpecificV8Snapshot: false,
    })
  })

  it('asks the system for nothing but run-time compilation', () => {
    for (const path of [config.mac.entitlements, config.mac.entitlementsInherit]) {
      const entries = [...text(path).matchAll(/<key>([^<]*)<\/key>\s*<(\w+)\/?>/g)].map((match) =>
        match.slice(1),
      )
      expect(entries).toEqual([['com.apple.security.cs.allow-jit', 'true']])
    }
  })
})

describe('what goes into the app', () => {
  const excludes = config.files
    .filter((pattern) => pattern.startsWith('!'))
    .map((pattern) => pattern.slice(1).replaceAll('${/*}', '{,/**/*}'))
  const isPacked = (path: string) => !excludes.some((pattern) => matchesGlob(path, pattern))
  const native = ['better-sqlite3', 'koffi', 'node-mac-permissions']

  it('leaves out what vite bundles, and keeps what it does not', () => {
    const { dependencies, optionalDependencies } = JSON.parse(text('package.json')) as Record<
      string,
      Record<string, string>
    >
    const kept = Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) =>
      isPacked(`node_modules/${name}/package.json`),
    )
    expect(kept.sort()).toEqual(native)
    const bundler = text('vite.config.ts')
    expect(native.filter((name) => !bundler.includes(`'${name}'`))).toEqual([])
  })

  it.each([
    ['better-sqlite3', 'lib/index.js'],
    ['koffi', 'index.cjs'],
    ['koffi', 'indirect.cjs'],
  ])('keeps every file of %s that %s requires', (name, entry) => {
    const reached = requiredFiles(`node_modules/${name}/${entry}`)
    expect(reached.length).toBeGreaterThan(1)
    expect(reached.filter((path) => !isPacked(path))).toEqual([])
  })

  it('has the native parts for Apple Silicon alone, outside the archive', () => {
    const prebuilds = readdirSync(join(root, 'node_modules/better-sqlite3/prebuilds'))
      .map((name) => `node_modules/better-sqlite3/prebuilds/${name}`)
      .filter(isPacked)
    expect(prebuilds).toEqual(['node_modules/better-sqlite3/prebuilds/darwin-arm64.node'])
    const parts = [
      ...prebuilds,
      'node_modules/@koromix/koffi-darwin-arm64/darwin_arm64/koffi.node',
      'node_modules/node-mac-permissions/build/Release/permissions.node',
    ]
    const unpacked = (path: string) => config.asarUnpack.some((pattern) => matchesGlob(path, pattern))
    expect(parts.filter((path) => !isPacked(path) || !unpacked(path))).toEqual([])
  })

  it('carries neither sources nor types', () => {
    const unwanted = ['better-sqlite3/src', 'better-sqlite3/deps', 'koffi/lib', 'koffi/vendor', 'koffi/doc']
    for (const folder of unwanted) {
      const files = filesBelow(`node_modules/${folder}`)
      expect(files.length).toBeGreaterThan(0)
      expect(files.filter(isPacked)).toEqual([])
    }
    const koffi = filesBelow('node_modules/koffi').filter(isPacked)
    expect(koffi.filter((path) => !/\.(?:c?js|d\.ts|json|md|txt)$/.test(path))).toEqual([])
    expect(isPacked('out/main/index.js')).toBe(true)
    expect(isPacked('out/types/shared/clock.d.ts')).toBe(false)
  })
})

describe('pictures', () => {
  it.each([
    ['iconTemplate', 16, 2835],
    ['iconTemplate@2x', 32, 5669],
    ['iconAlertTemplate', 16, 2835],
    ['iconAlertTemplate@2x', 32, 5669],
  ])('%s.png is %i pixels of black and alpha, of the right resolution', (name, pixels, pixelsPerMetre) => {
    const picture = decodePng(readFileSync(join(root, `main/resources/tray/${name}.png`)))
    expect([picture.width, picture.height, picture.pixelsPerMetre]).toEqual([pixels, pixels, pixelsPerMetre])
    const alphas: number[] = []
    for (let at = 0; at < picture.rgba.length; at += 4) {
      expect([...picture.rgba.subarray(at, at + 3)]).toEqual([0, 0, 0])
      alphas.push(picture.rgba[at + 3]!)
    }
    // A glyph, neither a blot nor dust: solid where it is, empty where it is not.
    expect(Math.max(...alphas)).toBe(255)
    const ink = alphas.reduce((sum, alpha) => sum + alpha, 0) / 255 / alphas.length
    expect(ink).toBeGreaterThan(0.15)
    expect(ink).toBeLessThan(0.45)
  })

  it('icon.icns holds a PNG of the right size for every member', () => {
    const file = readFileSync(join(root, config.mac.icon))
    expect([file.toString('latin1', 0, 4), file.readUInt32BE(4)]).toEqual(['icns', file.length])
    const members: [string, number, number][] = []
    for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
      const picture = decodePng(file.subarray(at + 8, at + file.readUInt32BE(at + 4)))
      members.push([file.toString('latin1', at, at + 4), picture.width, picture.height])
    }
    expect(members).toEqual([
      ['ic07', 128, 128],
      ['ic08', 256, 256],
      ['ic09', 512, 512],
      ['ic10', 1024, 1024],
      ['ic11', 32, 32],
      ['ic12', 64, 64],
      ['ic13', 256, 256],
      ['ic14', 512, 512],
    ])
  })

  it("the icon keeps to Apple's grid: a tile of 824 pixels in the middle of 1024, with a shadow below", () => {
    const { rgba, width } = decodePng(readFileSync(join(root, 'main/resources/icon.png')))
    const alpha = (x: number, y: number) => rgba[(y * width + x) * 4 + 3]!
    expect([alpha(102, 512), alpha(921, 512), alpha(512, 102), alpha(512, 921)]).toEqual([255, 255, 255, 255])
    expect(
      [alpha(110, 110), alpha(20, 512), alpha(512, 20), alpha(1003, 512)].every((value) => value < 40),
    ).toBe(true)
    expect(alpha(512, 932)).toBeGreaterThan(alpha(512, 92))
  })
})

/** The relative requires of a CommonJS file, followed; with what tells a platform apart by name left out. */
function requiredFiles(entry: string, seen = new Set<string>()): string[] {
  if (seen.has(entry)) return []
  seen.add(entry)
  for (const [, target = ''] of text(entry).matchAll(/require\(['"](\.[^'"]*)['"]\)/g)) {
    const path = posix.join(dirname(entry), target)
    const found = [path, `${path}.js`, `${path}.cjs`, `${path}/index.js`].find(
      (one) => existsSync(join(root, one)) && statSync(join(root, one)).isFile(),
    )
    if (found !== undefined && !found.endsWith('.node')) requiredFiles(found, seen)
  }
  return [...seen]
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path}`)
    .filter((path) => statSync(join(root, path)).isFile())
}
