import { describe, expect, it } from 'vitest'
import { createAlertStates } from '../../../../main/engine/alert-states'
import { evaluate } from '../../../../shared/rules/evaluate'
import type { RuleState } from '../../../../shared/rules/state'
import { aRule, seen, start } from '../../shared/rules/observations'

const rule = aRule({
  id: 'high',
  condition: { kind: 'metric-threshold', metric: '*', comparison: 'above', limit: 5 },
})

function stateAfter(value: number, at = start): RuleState {
  const { state } = evaluate(rule, null, seen('metric', at, { value }), { wall: at, awake: 0 })
  if (state === null) throw new Error('nothing to remember')
  return state
}

describe('what rules remember', () => {
  it('is written at once when an alert begins, and some time when nothing is the matter', () => {
    const states = createAlertStates([], () => rule)
    const pair = states.pair('high:one', rule)
    const first = stateAfter(1)
    states.put(pair, first)
    states.takeDirty(true)
    const next = { ...first, evidence: ['next'] }
    states.put(pair, next)
    expect(states.takeDirty(false)).toEqual([])
    expect(states.takeDirty(true)).toEqual([{ fingerprint: 'high:one', state: next }])
    states.put(pair, stateAfter(9))
    expect(states.takeDirty(false)).toMatchObject([{ state: { phase: 'firing' } }])
  })

  it('is written as gone, and again when the same subject comes back', () => {
    const states = createAlertStates([], () => rule)
    const pair = states.pair('high:one', rule)
    states.put(pair, stateAfter(1))
    states.takeDirty(true)
    states.put(pair, null)
    expect(states.get('high:one')).toBe(null)
    expect(states.takeDirty(false)).toEqual([{ fingerprint: 'high:one', state: null }])
    const again = stateAfter(2)
    states.put(pair, again)
    expect(states.takeDirty(true)).toEqual([{ fingerprint: 'high:one', state: again }])
  })

  it('is kept for later when it could not be written, what is gone too', () => {
    const states = createAlertStates([], () => rule)
    const [kept, gone] = [states.pair('high:kept', rule), states.pair('high:gone', rule)]
    for (const pair of [kept, gone]) states.put(pair, stateAfter(1))
    states.put(gone, null)
    const taken = states.takeDirty(true)
    states.putBack(taken.map(({ fingerprint }) => fingerprint))
    expect(states.takeDirty(false)).toEqual(taken)
    expect(states.takeDirty(true)).toEqual([])
  })
})
