import { expect, it } from 'vitest'
import { npyHeader } from '../../../../renderer/format/npy-header'

function file(dict: string, version: 1 | 2 = 1): Uint8Array {
  const length = Buffer.alloc(version === 1 ? 2 : 4)
  if (version === 1) length.writeUInt16LE(dict.length)
  else length.writeUInt32LE(dict.length)
  const begin = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0])
  // A view into something larger, as pieces of a file may be.
  return Buffer.concat([Buffer.from('before'), begin, length, Buffer.from(dict), Buffer.alloc(24)]).subarray(
    6,
  )
}

it.each([
  ["{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", 'float32', [2, 3]],
  ["{'descr': '>i8', 'fortran_order': True, 'shape': (7,), }", 'int64', [7]],
  ["{'descr': '|b1', 'fortran_order': False, 'shape': (), }", 'bool', []],
  ["{'descr': '<U12', 'fortran_order': False, 'shape': (0, 4), }", '<U12', [0, 4]],
  ["{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (5,), }", 'records', [5]],
])('reads %s', (dict, type, shape) => {
  expect(npyHeader(file(dict))).toEqual({ type, shape })
  expect(npyHeader(file(dict, 2))).toEqual({ type, shape })
})

it.each([new Uint8Array(0), Buffer.from('not one'), file('{}'), file('').subarray(0, 9)])(
  'takes nothing else for an array',
  (bytes) => expect(npyHeader(bytes)).toBe(null),
)
