import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { leaveWhenUnread } from '../../../../main/cli/closed-pipe'

const fault = (code: string) => Object.assign(new Error(`write ${code}`), { code })

it('leaves without a word when nobody reads any more, and for no other reason', () => {
  const output = new EventEmitter()
  let left = 0
  leaveWhenUnread(output, () => (left += 1))
  output.emit('error', fault('EPIPE'))
  expect(left).toBe(1)
  expect(() => output.emit('error', fault('ENOSPC'))).toThrow('write ENOSPC')
  expect(left).toBe(1)
})
