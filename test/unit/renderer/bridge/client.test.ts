import { describe, expect, it } from 'vitest'
import { connect } from '../../../../renderer/bridge/client'

describe('connect', () => {
  it('turns a transport that refuses into a failure with a sentence', async () => {
    const client = connect({ call: () => Promise.reject(new Error('gone')), on: () => () => {} })
    expect(await client.call('app.bootstrap', undefined)).toMatchObject({
      ok: false,
      error: { code: 'unavailable', message: 'The window could not reach the app. Try again.' },
    })
  })
})
