import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { describe, expect, it } from 'vitest'

/**
 * Who may import whom (ARCHITECTURE.md has the same table in words). A layer is the longest matching folder or file.
 * `types` entries may be imported with `import type` only. Packages that are listed nowhere are free for all but shared.
 */
const root = resolve(import.meta.dirname, '../..')
interface Layer {
  readonly may: readonly string[]
  readonly types?: readonly string[]
  readonly packages: readonly string[]
}
const composition = [
  'shared',
  'main/engine',
  'main/shell',
  'main/api',
  'main/channels',
  'main/threads/clients.ts',
  'main/threads/demo-client.ts',
  'main/threads/preview-client.ts',
  'main/log.ts',
  'main/log-file.ts',
  'main/env.ts',
  'main/app.ts',
  'main/engine-room.ts',
  'main/handlers.ts',
  'main/alert-handlers.ts',
  'main/artifact-handlers.ts',
  'main/alert-room.ts',
]
const layers: Readonly<Record<string, Layer>> = {
  shared: { may: ['shared'], packages: ['valibot'] },
  preload: { may: [], types: ['shared'], packages: ['electron'] },
  renderer: {
    may: ['shared', 'renderer'],
    packages: [
      'vue',
      'vue-router',
      'pinia',
      'echarts',
      '@tanstack/vue-virtual',
      '@lucide/vue',
      'markdown-it',
      'valibot',
    ],
  },
  'main/engine': {
    may: ['shared', 'main/engine'],
    types: ['main/sources', 'main/hardware', 'main/store', 'main/channels', 'main/log.ts'],
    packages: ['node:', 'valibot'],
  },
  'main/sources': {
    may: ['shared', 'main/sources'],
    types: ['main/store'],
    packages: ['node:', 'valibot', 'yaml', 'hyparquet'],
  },
  'main/hardware': { may: ['shared', 'main/hardware'], packages: ['node:', 'valibot'] },
  'main/hardware/ffi': { may: ['shared', 'main/hardware'], packages: ['node:', 'koffi'] },
  'main/store': { may: ['shared', 'main/store'], packages: ['node:', 'valibot'] },
  'main/store/sqlite-binding.ts': { may: ['shared'], packages: ['node:', 'better-sqlite3'] },
  'main/demo': { may: ['shared', 'main/demo'], types: ['main/store'], packages: ['node:', 'yaml'] },
  'main/threads': {
    may: ['shared', 'main/threads', 'main/sources', 'main/hardware', 'main/store', 'main/demo'],
    types: ['main/log.ts'],
    packages: ['node:', 'valibot'],
  },
  'main/threads/clients.ts': {
    may: ['shared', 'main/threads/contract.ts', 'main/threads/supervisor.ts', 'main/threads/worker-port.ts'],
    types: ['main/threads', 'main/log.ts'],
    packages: ['node:'],
  },
  'main/threads/contract.ts': {
    may: ['shared', 'main/threads/contract-alerts.ts', 'main/threads/contract-monitoring.ts'],
    types: ['main/store'],
    packages: ['valibot'],
  },
  'main/threads/contract-monitoring.ts': { may: ['shared'], types: ['main/store'], packages: ['valibot'] },
  'main/threads/contract-alerts.ts': { may: ['shared'], types: ['main/store'], packages: ['valibot'] },
  'main/cli': {
    may: ['shared', 'main/cli', 'main/sources', 'main/hardware', 'main/store', 'main/log.ts'],
    packages: ['node:', 'valibot'],
  },
  'main/channels': { may: ['shared', 'main/channels'], packages: ['node:', 'nodemailer'] },
  'main/api': { may: ['shared', 'main/api'], types: ['main/engine'], packages: ['node:', 'valibot'] },
  'main/shell': {
    may: ['shared', 'main/shell'],
    types: ['main/engine', 'main/channels', 'main/log.ts'],
    packages: ['node:', 'electron', 'valibot'],
  },
  'main/log.ts': { may: ['shared'], packages: [] },
  'main/log-file.ts': { may: ['shared'], packages: ['node:'] },
  'main/env.ts': { may: ['main/log.ts'], packages: [] },
  'main/alert-room.ts': {
    may: ['shared', 'main/engine', 'main/channels', 'main/threads/preview-client.ts'],
    types: ['main/log.ts', 'main/threads'],
    packages: ['node:'],
  },
  'main/engine-room.ts': {
    may: [
      'shared',
      'main/engine',
      'main/alert-room.ts',
      'main/threads/clients.ts',
      'main/threads/demo-client.ts',
    ],
    types: ['main/log.ts'],
    packages: ['node:'],
  },
  'main/artifact-handlers.ts': { may: ['shared'], types: ['main/engine', 'main/threads'], packages: [] },
  'main/alert-handlers.ts': {
    may: ['shared'],
    types: ['main/engine', 'main/threads', 'main/log.ts'],
    packages: ['node:'],
  },
  'main/monitoring-handlers.ts': { may: ['shared'], types: ['main/threads'], packages: ['node:'] },
  'main/handlers.ts': {
    may: ['shared', 'main/alert-handlers.ts', 'main/artifact-handlers.ts', 'main/monitoring-handlers.ts'],
    types: ['main/engine', 'main/threads', 'main/log.ts'],
    packages: ['node:'],
  },
  'main/app.ts': { may: composition, types: ['main/env.ts'], packages: ['node:', 'electron'] },
  'main/index.ts': { may: composition, packages: ['electron'] },
}

interface Import {
  readonly file: string
  readonly target: string
  readonly isType: boolean
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|vue)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  const found: Import[] = []
  for (const match of text.matchAll(
    /^\s*(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm,
  )) {
    found.push({ file, target: match[2] ?? '', isType: match[1] !== undefined })
  }
  for (const match of text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)) {
    found.push({ file, target: match[1] ?? '', isType: false })
  }
  return found
}

const within = (path: string, place: string) =>
  path === place || path === place.replace(/\.ts$/, '') || path.startsWith(`${place}/`)

function layerOf(file: string): [string, Layer] | undefined {
  return Object.entries(layers)
    .filter(([place]) => within(file, place))
    .sort((a, b) => b[0].length - a[0].length)[0]
}

function isAllowed({ file, target, isType }: Import): boolean {
  const layer = layerOf(file)
  if (layer === undefined) return false
  const [, { may, types = [], packages }] = layer
  if (target.startsWith('.')) {
    const path = relative(root, resolve(root, dirname(file), target))
      .split(sep)
      .join('/')
    return [...may, ...(isType ? types : [])].some((place) => within(path, place))
  }
  return packages.some((name) =>
    name.endsWith(':') ? target.startsWith(name) : target === name || target.startsWith(`${name}/`),
  )
}

const files = ['shared', 'preload', 'renderer', 'main'].flatMap(filesBelow)

describe('the import table', () => {
  it('covers every source file', () => {
    expect(files.length).toBeGreaterThan(50)
    expect(files.filter((file) => layerOf(file) === undefined)).toEqual([])
  })
  it('is kept by every import', () => {
    const broken = files.flatMap(importsOf).filter((one) => !isAllowed(one))
    expect(broken.map(({ file, target, isType }) => `${file} → ${isType ? 'type ' : ''}${target}`)).toEqual(
      [],
    )
  })
  it.each([
    ['shared/clock.ts', 'node:fs', false],
    ['renderer/main.ts', 'electron', false],
    ['renderer/main.ts', '../main/log', true],
    ['main/sources/runner.ts', '../store/catalog', false],
    ['main/engine/aggregator.ts', 'electron', false],
    ['main/app.ts', './store/open', false],
    ['main/hardware/sampler.ts', 'koffi', false],
    ['main/store/open.ts', 'better-sqlite3', false],
  ])('would catch %s → %s', (file, target, isType) => {
    expect(isAllowed({ file, target, isType })).toBe(false)
  })
})
