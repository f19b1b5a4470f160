import type { HardwareState } from '../../shared/contract'
import type { HardwareSample, MachineInfo } from '../../shared/model/hardware'

/** Where samples come together in the main thread: the newest one, the last minute, and who wants to know. */
export interface HardwareDesk {
  state(): HardwareState
  setMachine(machine: MachineInfo, notices: readonly string[]): void
  addSample(sample: HardwareSample): void
  setPaused(isPaused: boolean): void
  /** A sentence about sampling itself, e.g. that private interfaces were left out after crashes. */
  addNotice(sentence: string): void
  onChange(listen: (state: HardwareState) => void): () => void
}

const keptSamples = 120

/** What a sparkline needs: the long lists of a sample are most of its size, and only the newest one's are shown. */
function withoutLists(sample: HardwareSample): HardwareSample {
  return {
    ...sample,
    cpu: { ...sample.cpu, cores: [] },
    thermal: { ...sample.thermal, sensors: [] },
    processes: { ...sample.processes, top: [] },
  }
}

export function createHardwareDesk(): HardwareDesk {
  const listeners = new Set<(state: HardwareState) => void>()
  let own: readonly string[] = []
  let machineNotices: readonly string[] = []
  let state: HardwareState = { machine: null, notices: [], isPaused: false, sample: null, recent: [] }

  function change(part: Partial<HardwareState>): void {
    state = { ...state, ...part, notices: [...own, ...machineNotices] }
    for (const listen of listeners) listen(state)
  }

  return {
    state: () => state,
    setMachine(machine, notices) {
      machineNotices = notices
      change({ machine })
    },
    addSample: (sample) =>
      change({ sample, recent: [...state.recent.slice(1 - keptSamples), withoutLists(sample)] }),
    setPaused: (isPaused) => change({ isPaused }),
    addNotice(sentence) {
      if (own.includes(sentence)) return
      own = [...own, sentence]
      change({})
    },
    onChange: (listen) => {
      listeners.add(listen)
      return () => void listeners.delete(listen)
    },
  }
}
