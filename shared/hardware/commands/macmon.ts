import * as v from 'valibot'
import type { Reading } from '../../model/hardware'
import { numberReading, ratioReading } from '../reading'
import type { SamplePart } from '../sample'

const number = v.optional(v.nullable(v.number()))
const LineSchema = v.object({
  temp: v.optional(v.object({ cpu_temp_avg: number, gpu_temp_avg: number })),
  ecpu_usage: v.optional(v.tuple([v.number(), v.number()])),
  pcpu_usage: v.optional(v.tuple([v.number(), v.number()])),
  gpu_usage: v.optional(v.tuple([v.number(), v.number()])),
  gpu_freq_mhz: number,
  gpu_active_ratio: number,
  cpu_power: number,
  gpu_power: number,
  ane_power: number,
  sys_power: number,
  ram_power: number,
})

const source = 'as the installed macmon reports it'
const missing = 'macmon does not report it'

/**
 * One line of `macmon pipe` (checked with the fields that 0.6 and 0.8.2 document): watts, degrees and the GPU's use.
 * macmon writes 0 for what it cannot read, so that 0 W of a processor that runs is taken as not known. Null when the
 * line is no such object.
 */
export function parseMacmonLine(line: string): SamplePart | null {
  const object = parseJson(line)
  const parsed = v.safeParse(LineSchema, object)
  if (!parsed.success || Array.isArray(object)) return null
  const told = parsed.output
  const watts = (value: number | null | undefined, canRest: boolean): Reading =>
    numberReading(value == null || (value <= 0 && !canRest) ? null : value, 'reported', missing, source)
  const celsius = (value: number | null | undefined): Reading =>
    numberReading(value != null && value > 0 && value < 150 ? value : null, 'reported', missing, source)
  const megahertz = told.gpu_freq_mhz ?? told.gpu_usage?.[0] ?? null
  return {
    gpu: {
      utilizationRatio: ratioReading(
        told.gpu_active_ratio ?? told.gpu_usage?.[1] ?? null,
        'reported',
        missing,
      ),
      frequencyHz: numberReading(
        megahertz === null || megahertz <= 0 ? null : megahertz * 1e6,
        'reported',
        missing,
        source,
      ),
    },
    power: {
      cpuWatts: watts(told.cpu_power, false),
      gpuWatts: watts(told.gpu_power, true),
      aneWatts: watts(told.ane_power, true),
      dramWatts: watts(told.ram_power, false),
      systemWatts: watts(told.sys_power, false),
    },
    thermal: { cpuCelsius: celsius(told.temp?.cpu_temp_avg), gpuCelsius: celsius(told.temp?.gpu_temp_avg) },
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
