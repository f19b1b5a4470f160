import type { MachineInfo, HardwareSample } from '../../shared/model/hardware'
import type { HardwareUnit } from '../format/hardware'

export const hues = ['blue', 'violet', 'green', 'orange', 'pink', 'cyan', 'yellow', 'grey'] as const
/** A colour token of styles/tokens.css. One part of the chip has one colour on the whole page. */
export type Hue = (typeof hues)[number]

export interface ChartLine {
  /** The name it is recorded under; for a derived line one of its own. */
  readonly metric: string
  readonly label: string
  readonly hue: Hue
  /** Drawn dashed over a stack instead of being part of it. */
  readonly isLimit?: boolean
  /** Computed from recorded means, row by row, NaN for "not known". */
  readonly derive?: { readonly from: readonly string[]; readonly value: (parts: readonly number[]) => number }
}

export interface ChartSpec {
  readonly id: string
  readonly title: string
  readonly unit: HardwareUnit
  readonly kind: 'lines' | 'stack'
  readonly lines: readonly ChartLine[]
  /** Where the vertical axis ends; null follows the values. */
  readonly top: number | null
  /** What the lines are and how sure, for the tooltip of the title. */
  readonly hint: string
}

const line = (metric: string, label: string, hue: Hue): ChartLine => ({ metric, label, hue })

/** The time charts of this machine. Those of which nothing was ever recorded are left out by the page. */
export function chartSpecs(sample: HardwareSample | null, machine: MachineInfo | null): readonly ChartSpec[] {
  const total = sample?.memory.totalBytes.value ?? machine?.memoryBytes.value ?? null
  return [
    {
      id: 'use',
      title: 'Utilisation',
      unit: 'ratio',
      kind: 'lines',
      top: 1,
      lines: [
        line('gpu.utilizationRatio', 'GPU', 'blue'),
        line('ane.activityRatio', 'ANE', 'violet'),
        line('cpu.utilizationRatio', 'CPU', 'green'),
      ],
      hint: 'GPU: share of time it was active. ANE: estimated, since no counter of its use is published. CPU: as Activity Monitor counts it.',
    },
    {
      id: 'power',
      title: 'Power',
      unit: 'watts',
      kind: 'stack',
      top: null,
      lines: [
        line('power.cpuWatts', 'CPU', 'green'),
        line('power.gpuWatts', 'GPU', 'blue'),
        line('power.aneWatts', 'ANE', 'violet'),
        line('power.dramWatts', 'DRAM', 'orange'),
        {
          ...line('power.restWatts', 'Rest', 'grey'),
          derive: {
            from: [
              'power.systemWatts',
              'power.cpuWatts',
              'power.gpuWatts',
              'power.aneWatts',
              'power.dramWatts',
            ],
            value: restOfPower,
          },
        },
      ],
      hint: 'CPU, GPU, ANE and DRAM: from the chip’s energy counters. Rest: what the whole machine draws beyond them, display and storage included.',
    },
    {
      id: 'memory',
      title: 'Memory',
      unit: 'memory',
      kind: 'stack',
      top: total,
      lines: [
        line('memory.wiredBytes', 'Wired', 'orange'),
        line('memory.appBytes', 'App', 'blue'),
        line('memory.compressedBytes', 'Compressed', 'pink'),
        line('memory.cachedBytes', 'Cached', 'cyan'),
        line('memory.freeBytes', 'Free', 'grey'),
        { ...line('gpu.usedMemoryBytes', 'GPU in use', 'violet'), isLimit: true },
        { ...line('memory.gpuWiredLimitBytes', 'GPU limit', 'yellow'), isLimit: true },
      ],
      hint: 'By kind, as Activity Monitor counts it. GPU memory is part of the others, hence a line over them; the limit is the most the GPU may keep resident.',
    },
    {
      id: 'temperature',
      title: 'Temperature',
      unit: 'celsius',
      kind: 'lines',
      top: null,
      lines: [
        line('thermal.cpuCelsius', 'CPU', 'green'),
        line('thermal.gpuCelsius', 'GPU', 'blue'),
        line('thermal.memoryCelsius', 'Memory', 'orange'),
        line('thermal.storageCelsius', 'Storage', 'cyan'),
        line('battery.celsius', 'Battery', 'pink'),
      ],
      hint: 'Means over the sensors of each part, as they report it.',
    },
    {
      id: 'clock',
      title: 'Clock',
      unit: 'hertz',
      kind: 'lines',
      top: null,
      lines: [...clusterLines(sample), line('gpu.frequencyHz', 'GPU', 'blue')],
      hint: 'Mean frequency while active, from residency. On M4 and newer it is what was asked for: throttling does not show in it.',
    },
    {
      id: 'bandwidth',
      title: 'Memory traffic',
      unit: 'bytesPerSecond',
      kind: 'stack',
      top: null,
      lines: [
        line('bandwidth.cpuBytesPerSecond', 'CPU', 'green'),
        line('bandwidth.gpuBytesPerSecond', 'GPU', 'blue'),
        line('bandwidth.aneBytesPerSecond', 'ANE', 'violet'),
        line('bandwidth.mediaBytesPerSecond', 'Media', 'pink'),
      ],
      hint: 'Estimated from the time the memory controller spent at each bandwidth step.',
    },
    {
      id: 'swap',
      title: 'Swap',
      unit: 'bytesPerSecond',
      kind: 'lines',
      top: null,
      lines: [
        line('memory.swapInBytesPerSecond', 'In', 'cyan'),
        line('memory.swapOutBytesPerSecond', 'Out', 'pink'),
        line('memory.compressedBytesPerSecond', 'Compressed', 'orange'),
      ],
      hint: 'Pages that had to move: swapping out during training means that memory is short.',
    },
    {
      id: 'fans',
      title: 'Fans',
      unit: 'rpm',
      kind: 'lines',
      top: null,
      lines: (sample?.fans.fans ?? []).map((fan, index) =>
        line(`fans.fans.${fan.id}.rpm`, `Fan ${index + 1}`, hues[index + 4] ?? 'grey'),
      ),
      hint: 'As the fans report it; 0 is a fan at rest.',
    },
    {
      id: 'disk',
      title: 'Disk',
      unit: 'bytesPerSecond',
      kind: 'lines',
      top: null,
      lines: [
        line('disk.readBytesPerSecond', 'Read', 'cyan'),
        line('disk.writtenBytesPerSecond', 'Written', 'orange'),
      ],
      hint: 'All disks together, from their byte counters.',
    },
    {
      id: 'battery',
      title: 'Battery',
      unit: 'ratio',
      kind: 'lines',
      top: 1,
      lines: [line('battery.chargeRatio', 'Charge', 'green')],
      hint: 'As macOS shows it.',
    },
  ]
}

const clusterHues: readonly Hue[] = ['green', 'cyan', 'yellow', 'orange', 'pink', 'grey']

function clusterLines(sample: HardwareSample | null): readonly ChartLine[] {
  return (sample?.cpu.clusters ?? []).map(({ id }, index) =>
    line(`cpu.clusters.${id}.frequencyHz`, `CPU ${id}`, clusterHues[index % clusterHues.length] ?? 'grey'),
  )
}

/** Parts that this chip does not meter count as part of the rest; the rest is never below nothing. */
function restOfPower([system = NaN, ...parts]: readonly number[]): number {
  const known = parts.filter((watts) => !Number.isNaN(watts))
  return Math.max(0, system - known.reduce((sum, watts) => sum + watts, 0))
}

/** Everything the charts need of the history. */
export function recordedMetrics(specs: readonly ChartSpec[]): readonly string[] {
  const names = specs.flatMap(({ lines }) => lines.flatMap(({ metric, derive }) => derive?.from ?? [metric]))
  return [...new Set(names)]
}
