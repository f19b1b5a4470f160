import type { Endpoints, Page } from './endpoints'
import { ServerFault } from './fault'
import type { PageToken } from './page-token'
import { experimentOfTrace } from './parse-trace'

const experimentsAtOnce = 100
/** What a server gives out at most. */
const mostOfPage = 500
/** A trace with its previews is some 3 kB: more of them are not listed to be counted. */
const mostPages = 4
/** No store of anybody's holds so many. */
const mostTraces = 2 ** 40

/**
 * Traces by experiment, null where the server does not tell. Most servers have none, which one request for a hundred
 * experiments finds out. MLflow counts itself since 3.9 over a database; else few are counted by listing them, and many
 * by asking whether there is one at some offset: MLflow's page tokens are offsets.
 */
export async function countTraces(
  endpoints: Endpoints,
  experimentIds: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number | null>> {
  const counts = new Map<string, number | null>(experimentIds.map((id) => [id, null]))
  for (let from = 0; from < experimentIds.length; from += experimentsAtOnce) {
    const ids = experimentIds.slice(from, from + experimentsAtOnce)
    try {
      const first = await endpoints.traces({ experimentIds: ids, token: null, size: 1, signal })
      if (first === null) return counts
      const isEmpty = first.items.length === 0 && first.nextToken === null
      if (isEmpty) for (const id of ids) counts.set(id, 0)
      else await countChunk(endpoints, ids, counts, signal)
    } catch (thrown) {
      // Runs and models may be read although traces may not, or cannot.
      const isOwnFault = thrown instanceof ServerFault && thrown.status !== null && thrown.status !== 401
      if (!isOwnFault) throw thrown
    }
  }
  return counts
}

async function countChunk(
  endpoints: Endpoints,
  ids: readonly string[],
  counts: Map<string, number | null>,
  signal: AbortSignal,
): Promise<void> {
  for (const id of ids) {
    const count = await endpoints.traceCount(id, signal)
    if (count === null) {
      const listed = await countByListing(endpoints, ids, signal)
      for (const each of ids) {
        counts.set(
          each,
          listed === null ? await countByOffset(endpoints, each, signal) : (listed.get(each) ?? 0),
        )
      }
      return
    }
    counts.set(id, count)
  }
}

/** Null where tokens are something else than MLflow's (mlflow/utils/search_utils.py, `create_page_token`). */
async function countByOffset(
  endpoints: Endpoints,
  experimentId: string,
  signal: AbortSignal,
): Promise<number | null> {
  const ask = (text: string | null) =>
    endpoints.traces({
      experimentIds: [experimentId],
      token: text === null ? null : { text, passed: new Set(), emptyPages: 0 },
      size: 1,
      signal,
    })
  const first = await ask(null)
  const token = first?.nextToken ?? null
  if (token === null) return first?.items.length ?? null
  if (Buffer.from(token.text, 'base64').toString() !== '{"offset": 1}') return null
  const hasAt = async (offset: number) =>
    ((await ask(Buffer.from(`{"offset": ${offset}}`).toString('base64')))?.items.length ?? 0) > 0
  // There is one at `known`, and none at `absent`.
  let known = 0
  let absent = 1
  while (await hasAt(absent)) {
    known = absent
    absent *= 2
    if (absent > mostTraces) return null
  }
  while (absent - known > 1) {
    const middle = Math.floor((known + absent) / 2)
    if (await hasAt(middle)) known = middle
    else absent = middle
  }
  return absent
}

/** Null when there are more than may be listed. */
async function countByListing(
  endpoints: Endpoints,
  experimentIds: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number> | null> {
  const counts = new Map<string, number>()
  const take = (item: unknown) => {
    const id = experimentOfTrace(item)
    if (id !== null) counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  let token: PageToken | null = null
  for (let pages = 0; pages < mostPages; pages++) {
    const page: Page | null = await endpoints.traces({ experimentIds, token, size: mostOfPage, signal, take })
    if (page === null) return null
    token = page.nextToken
    if (token === null) return counts
  }
  return null
}
