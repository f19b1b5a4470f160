import type { Disposable } from '../../../shared/lifecycle'
import { fail, ok, type Result } from '../../../shared/result'
import type { CoreFoundation } from './corefoundation'
import { complete, type Library } from './libraries'
import type { Pointer } from './native'

export interface HidSensor {
  readonly product: string
  /** Null when the service gives no event just now. */
  celsius(): number | null
}

/** Thermometers that are HID devices; older systems and chips have them where later ones have SMC keys. */
export interface HidSensors extends Disposable {
  readonly sensors: readonly HidSensor[]
}

const temperaturePage = 0xff00
const temperatureUsage = 5
const temperatureEvent = 15
const temperatureField = temperatureEvent << 16

export function openHidTemperatures(library: Library, cf: CoreFoundation): Result<HidSensors> {
  const bound = complete(bindAll(library), 'IOKit HID')
  if (!bound.ok) return bound
  const calls = bound.value
  const client = calls.IOHIDEventSystemClientCreate(null)
  if (client === null) return fail('permission', 'the system refuses access to its HID sensors')
  const matching = cf.createNumberDictionary(
    new Map([
      ['PrimaryUsagePage', temperaturePage],
      ['PrimaryUsage', temperatureUsage],
    ]),
  )
  if (matching !== null) {
    calls.IOHIDEventSystemClientSetMatching(client, matching)
    cf.release(matching)
  }
  // The services belong to this array: it is kept as long as they are read.
  const services = calls.IOHIDEventSystemClientCopyServices(client)
  let isDisposed = false
  return ok({
    sensors: services === null ? [] : sensorsOf(calls, cf, services),
    dispose() {
      if (isDisposed) return
      isDisposed = true
      if (services !== null) cf.release(services)
      cf.release(client)
    },
  })
}

function bindAll(library: Library) {
  return {
    IOHIDEventSystemClientCreate: library.bind<(allocator: null) => Pointer | null>(
      'void *IOHIDEventSystemClientCreate(void *allocator)',
    ),
    IOHIDEventSystemClientSetMatching: library.bind<(client: Pointer, matching: Pointer) => number>(
      'int IOHIDEventSystemClientSetMatching(void *client, void *matching)',
    ),
    IOHIDEventSystemClientCopyServices: library.bind<(client: Pointer) => Pointer | null>(
      'void *IOHIDEventSystemClientCopyServices(void *client)',
    ),
    IOHIDServiceClientCopyProperty: library.bind<(service: Pointer, key: Pointer) => Pointer | null>(
      'void *IOHIDServiceClientCopyProperty(void *service, void *key)',
    ),
    IOHIDServiceClientCopyEvent: library.bind<
      (service: Pointer, type: number, options: number, at: number) => Pointer | null
    >('void *IOHIDServiceClientCopyEvent(void *service, int64_t type, int32_t options, int64_t at)'),
    IOHIDEventGetFloatValue: library.bind<(event: Pointer, field: number) => number>(
      'double IOHIDEventGetFloatValue(void *event, int32_t field)',
    ),
  }
}

type Calls = { readonly [K in keyof ReturnType<typeof bindAll>]: NonNullable<ReturnType<typeof bindAll>[K]> }

function sensorsOf(calls: Calls, cf: CoreFoundation, services: Pointer): readonly HidSensor[] {
  const sensors: HidSensor[] = []
  for (let index = 0; index < cf.arrayCount(services); index += 1) {
    const service = cf.arrayItem(services, index)
    if (service === null) continue
    const product = calls.IOHIDServiceClientCopyProperty(service, cf.key('Product'))
    if (product === null) continue
    const name = cf.textOf(product)
    cf.release(product)
    if (name !== null) sensors.push({ product: name, celsius: () => readCelsius(calls, cf, service) })
  }
  return sensors
}

function readCelsius(calls: Calls, cf: CoreFoundation, service: Pointer): number | null {
  const event = calls.IOHIDServiceClientCopyEvent(service, temperatureEvent, 0, 0)
  if (event === null) return null
  try {
    return calls.IOHIDEventGetFloatValue(event, temperatureField)
  } finally {
    cf.release(event)
  }
}
