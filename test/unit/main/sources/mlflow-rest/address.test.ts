import { describe, expect, it } from 'vitest'
import { isThisMachine, parseServerAddress } from '../../../../../main/sources/mlflow-rest/address'

describe('a pasted address', () => {
  it.each([
    ['http://lab:5000', 'http://lab:5000'],
    ['  http://lab:5000/  ', 'http://lab:5000'],
    ['HTTP://LAB:5000', 'http://lab:5000'],
    ['lab:5000', 'http://lab:5000'],
    ['lab', 'http://lab'],
    ['localhost', 'http://localhost'],
    ['localhost:5000/#/models', 'http://localhost:5000'],
    ['127.0.0.1', 'http://127.0.0.1'],
    ['10.0.0.7:8080/mlflow', 'http://10.0.0.7:8080/mlflow'],
    ['[::1]:5000', 'http://[::1]:5000'],
    ['http://[fe80::1]:5000/x/', 'http://[fe80::1]:5000/x'],
    ['mlflow.example.com', 'https://mlflow.example.com'],
    ['mlflow.example.com/team/#/experiments/5/runs/abc', 'https://mlflow.example.com/team'],
    ['https://lab/prefix/#/experiments/5?searchFilter=metrics.rmse%20%3C%201', 'https://lab/prefix'],
    ['https://lab/prefix?o=1#x', 'https://lab/prefix'],
    ['https://lab:443/', 'https://lab'],
    ['http://lab:5000/api/2.0/mlflow/runs/search', 'http://lab:5000'],
    ['http://lab:5000/p/ajax-api/3.0/mlflow/traces', 'http://lab:5000/p'],
    ['http://lab:5000/health', 'http://lab:5000'],
    ['http://lab:5000/p/static-files/static/js/main.js', 'http://lab:5000/p'],
    ['http://lab:5000/get-artifact?path=a&run_uuid=b', 'http://lab:5000'],
    ['https://dagshub.com/ada/proj.mlflow', 'https://dagshub.com/ada/proj.mlflow'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
  ])('%s is %s', (text, baseUrl) => {
    expect(parseServerAddress(text)).toEqual({ ok: true, value: { baseUrl, user: null } })
    // What was found is found again from itself.
    expect(parseServerAddress(baseUrl)).toEqual({ ok: true, value: { baseUrl, user: null } })
  })
  it('gives user and password apart, decoded', () => {
    expect(parseServerAddress('https://ada:p%40ss%3A1@lab:5000/x')).toEqual({
      ok: true,
      value: { baseUrl: 'https://lab:5000/x', user: { username: 'ada', password: 'p@ss:1' } },
    })
    expect(parseServerAddress('http://ada:50%@lab')).toMatchObject({ value: { user: { password: '50%' } } })
  })
  it.each([
    ['', 'Enter the address'],
    ['   ', 'Enter the address'],
    ['http://', 'is not an address'],
    ['http://lab:99999', 'is not an address'],
    ['what is this', 'is not an address'],
    ['sqlite:///mlflow.db', 'begins with sqlite://'],
    ['databricks://profile', 'begins with databricks://'],
    ['file:///tmp/mlruns', 'begins with file://'],
    [`http://[${'x'.repeat(500)}`, '…” is not an address'],
  ])('%j is refused with a sentence', (text, words) => {
    const refused = parseServerAddress(text)
    expect(refused).toMatchObject({ ok: false, error: { code: 'invalid-input' } })
    if (!refused.ok) expect(refused.error.message).toContain(words)
  })
  it.each([
    ['http://localhost:5000', true],
    ['http://127.0.0.1', true],
    ['http://127.3.2.1:80/x', true],
    ['http://[::1]:5000', true],
    ['http://lab:5000', false],
    ['http://localhost.example.com', false],
    ['http://10.127.0.1', false],
  ])('%s is on this machine: %s', (url, is) => expect(isThisMachine(url)).toBe(is))
})
