import type { ClusterLetter } from './dvfs'

/** Where a cluster is; `cluster` counts within its kind and die. */
export interface ClusterPlace {
  readonly die: number
  readonly letter: ClusterLetter
  readonly cluster: number
}

export interface CorePlace extends ClusterPlace {
  readonly core: number
}

/** Channels of "CPU Complex Performance States": ECPU, PCPU1, MCPU0, DIE_1_PCPU. Null for the fabric's (ECPM) and others. */
export function clusterPlace(channel: string): ClusterPlace | null {
  const { die, rest } = splitDie(channel)
  const match = /^([EPM])CPU(\d?)$/.exec(rest)
  return match === null ? null : { die, letter: match[1] as ClusterLetter, cluster: Number(match[2] ?? 0) }
}

/**
 * Channels of "CPU Core Performance States": ECPU3 (one cluster of the kind), ECPU010 and PCPU140 (cluster, core and a
 * zero), MCPU05 and MCPU0_5 (cluster, core), DIE_1_PCPU1_CPU3 (die, cluster, core).
 */
export function corePlace(channel: string): CorePlace | null {
  const { die, rest } = splitDie(channel)
  const match =
    /^(?<letter>[EPM])CPU(?<cluster>\d?)_(?:CPU)?(?<core>\d+)$/.exec(rest) ??
    /^(?<letter>[EPM])CPU(?<cluster>\d)(?<core>\d)0$/.exec(rest) ??
    /^(?<letter>[EPM])CPU(?<cluster>\d)(?<core>\d)$/.exec(rest) ??
    /^(?<letter>[EPM])CPU(?<core>\d)$/.exec(rest)
  if (match === null) return null
  const { letter, cluster, core } = match.groups ?? {}
  return { die, letter: letter as ClusterLetter, cluster: Number(cluster ?? 0), core: Number(core) }
}

/** macOS 27 puts `DIE0 ` or `PRIM ` before names that had no die; Ultras have `DIE_0_` from the start. */
function splitDie(channel: string): { readonly die: number; readonly rest: string } {
  const match = /^(?:DIE_?(\d+)|PRIM)[ _](.+)$/.exec(channel.trim())
  return match === null
    ? { die: 0, rest: channel.trim() }
    : { die: Number(match[1] ?? 0), rest: match[2] ?? '' }
}

export function comparePlaces(
  a: ClusterPlace & { core?: number },
  b: ClusterPlace & { core?: number },
): number {
  return a.die - b.die || a.cluster - b.cluster || (a.core ?? 0) - (b.core ?? 0)
}

export const energyKinds = ['cpu', 'gpu', 'gpuPart', 'ane', 'dram'] as const
export type EnergyKind = (typeof energyKinds)[number]

/**
 * Totals only: cores (ECPU0, PACC0_CPU), clusters (PCPU), fabric (ECPM) and SRAM are contained in a total or belong
 * to none. `GPU0` is a part of `GPU Energy` (96–99.6 %), used where the total is missing.
 */
export function energyKind(channel: string): EnergyKind | null {
  const name = channel.trim()
  if (name.endsWith('CPU Energy')) return 'cpu'
  const { rest } = splitDie(name)
  if (rest === 'GPU Energy') return 'gpu'
  if (/^GPU\d+(_\d+)?$/.test(rest)) return 'gpuPart'
  if (/^ANE(\d+(_\d+)?)?$/.test(rest)) return 'ane'
  if (/^DRAM(\d+(_\d+)?)?$/.test(rest)) return 'dram'
  return null
}

export const requestorKinds = ['cpu', 'gpu', 'ane', 'media', 'other'] as const
export type RequestorKind = (typeof requestorKinds)[number]

/** Who asks for memory, from the first word of `PACC0 RD+WR` or `ECPU DCS RD`. */
export function requestorKind(channel: string): RequestorKind | null {
  const name = splitDie(channel).rest
  // The controllers themselves: their sum contains everybody's and has a floor that is not 0.
  if (/^(AMCC|DCS)/.test(name)) return null
  if (/^[EPM](ACC|CPU)\d*/.test(name)) return 'cpu'
  if (/^(AGX|GFX)/.test(name)) return 'gpu'
  if (name.startsWith('ANE')) return 'ane'
  return /^(ISP|JPEG|JPG|PRORES|SCODEC|AVE|AVD|VENC|VDEC|APR)/.test(name) ? 'media' : 'other'
}
