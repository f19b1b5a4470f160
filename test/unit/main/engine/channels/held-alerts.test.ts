import { expect, it } from 'vitest'
import { createHeldAlerts } from '../../../../../main/engine/channels/held-alerts'
import { planNotifications, resolvedNotification } from '../../../../../shared/rules/notification-plan'
import { anAlert } from '../../../../support/alerts'

const told = (...indexes: number[]) =>
  planNotifications(indexes.map((index) => anAlert(index, { id: `a${index}` })))

it('lets go of what still fires, as one message a channel, and of nothing twice', () => {
  const held = createHeldAlerts()
  for (const notification of [...told(1), ...told(2), ...told(3)]) held.hold('slack', notification)
  for (const notification of told(1)) held.hold('email', notification)
  expect(held.ids().toSorted()).toEqual(['a1', 'a2', 'a3'])
  expect(held.countOf('slack')).toBe(3)
  const released = held.release(new Set(['a1', 'a3']))
  expect(released.map(([channel, { alerts }]) => [channel, alerts.map(({ id }) => id)])).toEqual([
    ['slack', ['a1', 'a3']],
    ['email', ['a1']],
  ])
  expect(held.release(new Set(['a1', 'a3']))).toEqual([])
})

it('forgets what resolved before anybody was told of it', () => {
  const held = createHeldAlerts()
  for (const notification of told(1)) held.hold('slack', notification)
  held.hold('slack', resolvedNotification(anAlert(1, { id: 'a1', state: 'resolved' })))
  expect(held.countOf('slack')).toBe(0)
})

it('keeps the good news for those who had been told the bad before it grew quiet', () => {
  const held = createHeldAlerts()
  const over = (index: number) => resolvedNotification(anAlert(index, { id: `a${index}`, state: 'resolved' }))
  held.hold('slack', over(1))
  expect([held.countOf('slack'), held.ids()]).toEqual([1, []])
  expect(held.release(new Set())).toMatchObject([
    ['slack', { kind: 'resolved', title: 'Resolved: run 1 failed' }],
  ])
  for (const notification of [...told(3), over(1), over(2)]) held.hold('slack', notification)
  expect(held.release(new Set(['a3'])).map(([, { kind, title }]) => [kind, title])).toEqual([
    ['single', 'run 3 failed'],
    ['resolved', 'While it was quiet: 2 alerts resolved'],
  ])
  for (const notification of [over(1), ...told(1)]) held.hold('slack', notification)
  expect(held.release(new Set(['a1'])).map(([, { kind }]) => kind)).toEqual(['single'])
})
