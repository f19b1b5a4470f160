import { filledTextOf, textOf, type Cell, type Row } from './cells'
import type { Damage } from './damage'
import type { Reading } from './reading'
import { inRowidSlices } from './rows-of-runs'
import { columnOr, type MlflowSchema } from './schema'

/**
 * What the tables around `model_versions` say about a version. They are read whole: before 3.12 no index leads from
 * a version to its tags.
 */
export interface Registry {
  isPrompt(workspace: Cell, name: Cell, version: Cell): boolean
  descriptionOf(workspace: Cell, name: Cell): string | null
  /** The model's tags; those of the version win. */
  tagsOf(workspace: Cell, name: Cell, version: Cell): Readonly<Record<string, string>>
  aliasesOf(workspace: Cell, name: Cell, version: Cell): readonly string[]
}

type Entries = Map<string, (readonly [string, string])[]>

const promptTag = 'mlflow.prompt.is_prompt'

export async function readRegistry(reading: Reading, damage: Damage): Promise<Registry> {
  const descriptions = new Map<string, string | null>()
  const modelTags: Entries = new Map()
  const versionTags: Entries = new Map()
  const aliases: Entries = new Map()
  const schema = await reading.slice((connection) => connection.schema)

  async function readTable(
    table: string,
    columns: readonly string[],
    visit: (row: Row) => void,
  ): Promise<void> {
    if (!schema.hasTable(table)) return
    await damage.guard(table, async () => {
      await inRowidSlices(reading, selectOf(schema, table, columns), [], Number.MIN_SAFE_INTEGER, visit)
    })
  }

  await readTable('registered_models', ['description'], ([workspace, name, description]) =>
    descriptions.set(keyOf(workspace, name), filledTextOf(description)),
  )
  await readTable('registered_model_tags', ['key', 'value'], ([workspace, name, key, value]) =>
    add(modelTags, keyOf(workspace, name), key, value),
  )
  await readTable(
    'model_version_tags',
    ['version', 'key', 'value'],
    ([workspace, name, version, key, value]) => add(versionTags, keyOf(workspace, name, version), key, value),
  )
  await readTable('registered_model_aliases', ['version', 'alias'], ([workspace, name, version, alias]) =>
    add(aliases, keyOf(workspace, name, version), alias, null),
  )

  const tagEntries = (workspace: Cell, name: Cell, version: Cell) => [
    ...(modelTags.get(keyOf(workspace, name)) ?? []),
    ...(versionTags.get(keyOf(workspace, name, version)) ?? []),
  ]
  return {
    isPrompt: (...of) =>
      tagEntries(...of).some(([key, value]) => key === promptTag && value.toLowerCase() === 'true'),
    descriptionOf: (workspace, name) => descriptions.get(keyOf(workspace, name)) ?? null,
    tagsOf: (...of) => Object.fromEntries(tagEntries(...of)),
    aliasesOf: (...of) => (aliases.get(keyOf(...of)) ?? []).map(([alias]) => alias),
  }
}

function selectOf(schema: MlflowSchema, table: string, columns: readonly string[]): string {
  const wanted = ['workspace', 'name', ...columns].map((column) => columnOr(schema, table, column))
  return `SELECT ${table}.rowid, ${wanted.join(', ')} FROM ${table} WHERE ${table}.rowid > ?
    ORDER BY ${table}.rowid LIMIT ?`
}

/** A version is INTEGER in one table and text where we cast it; a store without workspaces has one, `default`. */
function keyOf(workspace: Cell, name: Cell, version: Cell = ''): string {
  return [filledTextOf(workspace) ?? 'default', textOf(name) ?? '', textOf(version) ?? ''].join('\n')
}

function add(entries: Entries, key: string, first: Cell, second: Cell): void {
  const own = entries.get(key) ?? []
  entries.set(key, own)
  own.push([textOf(first) ?? '', textOf(second) ?? ''])
}
