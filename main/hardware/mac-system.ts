import { fail, ok, type Result } from '../../shared/result'
import { openCoreFoundation, type CoreFoundation } from './ffi/corefoundation'
import { openHidTemperatures, type HidSensors } from './ffi/hid'
import { openRegistry, type Registry } from './ffi/iokit'
import { openIoReport, type IoReport } from './ffi/ioreport'
import { openProcessTable, type ProcessTable } from './ffi/libproc'
import { openSystemLibraries, type LibraryNames, type SystemLibraries } from './ffi/libraries'
import { openMach, type Mach } from './ffi/mach'
import { loadNative } from './ffi/native'
import { openNotifications, type Notifications } from './ffi/notify'
import { openSmc, type Smc } from './ffi/smc'
import { openSysctl, type Sysctl } from './ffi/sysctl'

/** Every interface of a Mac that readers use, each there or missing for a reason of its own. */
export interface MacSystem {
  readonly sysctl: Sysctl
  readonly mach: Mach
  readonly registry: Result<Registry>
  readonly processes: Result<ProcessTable>
  readonly notifications: Result<Notifications>
  /** Private. */
  readonly ioReport: Result<IoReport>
  /** Private. */
  readonly smc: Result<Smc>
  /** Private; opened only when asked for. */
  openHid(): Result<HidSensors>
  dispose(): void
}

const avoided = 'switched off after this app crashed twice: only public interfaces are used'

/** Fails where not even sysctl can be called: then nothing native can. */
export async function openMacSystem(
  names: LibraryNames,
  shouldAvoidPrivate: boolean,
): Promise<Result<MacSystem>> {
  const native = await loadNative()
  if (!native.ok) return native
  const libraries = openSystemLibraries(native.value, names)
  if (!libraries.ok) return libraries
  const { system, memory } = libraries.value
  if (!system.ok) return system
  const sysctl = openSysctl(system.value)
  if (!sysctl.ok) return sysctl
  const cf = libraries.value.coreFoundation.ok
    ? openCoreFoundation(libraries.value.coreFoundation.value, memory)
    : libraries.value.coreFoundation
  const registry = openRegistryOf(libraries.value, cf)
  const notifications = openNotifications(system.value)
  const smc = shouldAvoidPrivate ? fail('unsupported', avoided) : openSmcOf(libraries.value, registry)
  return ok({
    sysctl: sysctl.value,
    mach: openMach(system.value, memory),
    registry,
    processes: openProcessTable(system.value),
    notifications,
    ioReport: shouldAvoidPrivate ? fail('unsupported', avoided) : openIoReportOf(libraries.value, cf),
    smc,
    openHid: () => (shouldAvoidPrivate ? fail('unsupported', avoided) : openHidOf(libraries.value, cf)),
    dispose() {
      if (smc.ok) void smc.value.dispose()
      if (notifications.ok) void notifications.value.dispose()
      if (cf.ok) void cf.value.dispose()
    },
  })
}

function openRegistryOf({ ioKit }: SystemLibraries, cf: Result<CoreFoundation>): Result<Registry> {
  if (!cf.ok) return cf
  return ioKit.ok ? openRegistry(ioKit.value, cf.value) : ioKit
}

function openIoReportOf({ ioReport, memory }: SystemLibraries, cf: Result<CoreFoundation>): Result<IoReport> {
  if (!cf.ok) return cf
  return ioReport.ok ? openIoReport(ioReport.value, cf.value, memory) : ioReport
}

function openSmcOf({ ioKit, system, memory }: SystemLibraries, registry: Result<Registry>): Result<Smc> {
  if (!registry.ok) return registry
  if (!ioKit.ok) return ioKit
  return system.ok ? openSmc(ioKit.value, system.value, memory, registry.value) : system
}

function openHidOf({ ioKit }: SystemLibraries, cf: Result<CoreFoundation>): Result<HidSensors> {
  if (!cf.ok) return cf
  return ioKit.ok ? openHidTemperatures(ioKit.value, cf.value) : ioKit
}
