import { describe, expect, it } from 'vitest'
import { authorizationOf } from '../../../../../main/sources/mlflow-rest/authorization'

describe('the Authorization header', () => {
  it.each([
    [{ kind: 'none' }, null],
    [{ kind: 'locked', reason: 'No.' }, null],
    [{ kind: 'basic', username: 'Aladdin', password: 'open sesame' }, 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=='],
    [{ kind: 'basic', username: 'test', password: '123£' }, 'Basic dGVzdDoxMjPCow=='],
    [{ kind: 'basic', username: 'ada', password: '' }, 'Basic YWRhOg=='],
    [{ kind: 'basic', username: 'ada', password: ' a:b ' }, 'Basic YWRhOiBhOmIg'],
    [{ kind: 'bearer', token: 'dapi123' }, 'Bearer dapi123'],
    [{ kind: 'bearer', token: ' Bearer dapi123\n' }, 'Bearer dapi123'],
    [{ kind: 'bearer', token: 'bearer  dapi123' }, 'Bearer dapi123'],
  ] as const)('of %j', (auth, header) => expect(authorizationOf(auth)).toBe(header))
})
