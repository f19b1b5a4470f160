import { describe, expect, it } from 'vitest'
import { connect } from '../../../../renderer/bridge/client'

describe('connect', () => {
  it('turns what cannot be sent at all into the same failure', async () => {
    const call = () => {
      throw new Error('An object could not be cloned.')
    }
    const client = connect({ call, on: () => () => {} })
    expect(await client.call('app.bootstrap', undefined)).toMatchObject({
      ok: false,
      error: { code: 'unavailable', detail: expect.stringContaining('could not be cloned') as string },
    })
  })

  it('turns a transport that refuses into a failure with a sentence', async () => {
    const client = connect({ call: () => Promise.reject(new Error('gone')), on: () => () => {} })
    expect(await client.call('app.bootstrap', undefined)).toMatchObject({
      ok: false,
      error: { code: 'unavailable', message: 'The window could not reach the app. Try again.' },
    })
  })
})
