import { readFile } from 'node:fs/promises'
import * as v from 'valibot'
import { SettingsSchema, type Settings } from '../../shared/model/settings'
import { describeThrown, fail, ok, type Result } from '../../shared/result'
import { collect } from './collect'

/** The sources below the folders of the app's settings, each with its state. A file that is no settings is named. */
export async function sourcesHealth(settingsPath: string): Promise<string[]> {
  const settings = await readSettings(settingsPath)
  if (!settings.ok) return [`Sources: ${settings.error.message}`]
  const { roots } = settings.value
  if (roots.length === 0) return ['Sources: no folder has been added yet']
  const startedAt = performance.now()
  const collected = await collect({ places: roots, history: null, log: () => {} })
  const lines = [
    `Sources below ${roots.length} places, read in ${Math.round(performance.now() - startedAt)} ms:`,
  ]
  for (const source of collected.sources) {
    lines.push(`  ${source.state.padEnd(8)} ${source.kind.padEnd(18)} ${source.location}`)
    lines.push(`           ${source.message}`)
    for (const problem of source.problems) lines.push(`           ! ${problem.location}: ${problem.message}`)
  }
  for (const place of collected.unreadable) lines.push(`  failed   ${place.location}: ${place.message}`)
  return lines
}

/** Settings that were never written are those of a new installation. */
async function readSettings(path: string): Promise<Result<Settings>> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (thrown) {
    const isAbsent = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT'
    if (isAbsent) return ok(v.parse(SettingsSchema, {}))
    return fail('unavailable', `${path} cannot be read (${firstLine(thrown)}); check its permissions.`)
  }
  try {
    const content: unknown = JSON.parse(text)
    const parsed = v.safeParse(SettingsSchema, content)
    // A list passes for an object without any of its keys.
    if (parsed.success && !Array.isArray(content)) return ok(parsed.output)
  } catch {
    // Not JSON: said below.
  }
  return fail(
    'corrupt',
    `${path} does not hold whole settings; at its next start Sextant sets it aside and takes ${path}.bak.`,
  )
}

const firstLine = (thrown: unknown) => describeThrown(thrown).split('\n')[0] ?? ''
