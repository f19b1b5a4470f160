import { smcSensorKind } from './temperatures'
import type { TemperatureSensor } from '../model/hardware'

type SensorKind = TemperatureSensor['kind']

/** Keys known to be on the part they are named for, by generation (exelban/stats, Modules/Sensors/values.swift). */
const knownKeys: ReadonlyMap<number, string> = new Map([
  [1, 'Tp09 Tp0T Tp01 Tp05 Tp0D Tp0H Tp0L Tp0P Tp0X Tp0b Tg05 Tg0D Tg0L Tg0T Tm02 Tm06 Tm08 Tm09'],
  [2, 'Tp1h Tp1t Tp1p Tp1l Tp01 Tp05 Tp09 Tp0D Tp0X Tp0b Tp0f Tp0j Tg0f Tg0j'],
  [
    3,
    'Te05 Te0L Te0P Te0S Tf04 Tf09 Tf0A Tf0B Tf0D Tf0E Tf44 Tf49 Tf4A Tf4B Tf4D Tf4E Tf14 Tf18 Tf19 Tf1A Tf24 Tf28 Tf29 Tf2A',
  ],
  [
    4,
    'Te05 Te0S Te09 Te0H Tp01 Tp05 Tp09 Tp0D Tp0V Tp0Y Tp0b Tp0e Tg0G Tg0H Tg1U Tg1k Tg0K Tg0L Tg0d Tg0e Tg0j Tg0k Tm0p Tm1p Tm2p',
  ],
  [
    5,
    'Tp00 Tp04 Tp08 Tp0C Tp0G Tp0K Tp0O Tp0R Tp0U Tp0X Tp0a Tp0d Tp0g Tp0j Tp0m Tp0p Tp0u Tp0y Tg0U Tg0X Tg0d Tg0g Tg0j Tg1Y Tg1c Tg1g',
  ],
])

/** A key costs 0.2 ms to read, and a Mac has hundreds: enough of each kind to know its mean and its hottest spot. */
const mostOfKind: Readonly<Record<SensorKind, number>> = {
  cpu: 12,
  gpu: 8,
  memory: 3,
  storage: 2,
  battery: 2,
  ambient: 2,
  soc: 0,
  other: 0,
}

export interface ChosenKey {
  readonly key: string
  readonly kind: SensorKind
}

/** From all keys of this machine those worth reading: known ones of the generation first, then spread over the rest. */
export function chooseTemperatureKeys(
  keys: readonly string[],
  generation: number | null,
): readonly ChosenKey[] {
  const known = new Set(knownKeys.get(generation ?? 0)?.split(' '))
  const all = keys.map((key) => ({ key, kind: smcSensorKind(key, generation) }))
  return (Object.keys(mostOfKind) as SensorKind[]).flatMap((kind) => {
    const ofKind = all.filter((each) => each.kind === kind)
    const preferred = ofKind.filter(({ key }) => known.has(key))
    return spread(preferred.length > 0 ? preferred : ofKind, mostOfKind[kind])
  })
}

function spread<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items
  return items.filter(
    (_, index) =>
      Math.floor((index * most) / items.length) !== Math.floor(((index - 1) * most) / items.length),
  )
}
