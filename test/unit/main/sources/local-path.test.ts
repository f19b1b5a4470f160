import { expect, it } from 'vitest'
import { localPathOf } from '../../../../main/sources/local-path'

it.each([
  ['/Users/me/mlruns/0', '/Users/me/mlruns/0'],
  ['file:///Users/me/My%20Runs/0', '/Users/me/My Runs/0'],
  ['file:/Users/me/0', '/Users/me/0'],
  ['file://localhost/Users/me/0', '/Users/me/0'],
  ['FILE:///Users/me/100%/x', '/Users/me/100%/x'],
  ['./mlruns/0', '/start/mlruns/0'],
  ['mlruns/0/../1', '/start/mlruns/1'],
  ['file://server/share/0', null],
  ['file:///D:/mlruns/0', null],
  ['D:\\mlruns\\0', null],
  ['\\\\server\\mlruns', null],
  ['s3://bucket/0', null],
  ['mlflow-artifacts:/0/x/artifacts', null],
  ['runs:/abc/model', null],
  ['dbfs:/x', null],
  ['', null],
])('%s is %s', (uri, expected) => {
  expect(localPathOf(uri, '/start')).toBe(expected)
})
