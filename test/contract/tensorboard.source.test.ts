import { createTensorboardSource } from '../../main/sources/tensorboard/source'
import { logStore } from '../support/formats/log-store'
import { reduceToLogs } from '../support/formats/reduce'
import { appendEvents, removeRun, writeEvents } from '../support/formats/tensorboard-writer'
import { sourceSuite } from './source.suite'

sourceSuite(
  'tensorboard',
  (golden) =>
    logStore({
      kind: 'tensorboard',
      folder: 'mnist/runs',
      write: (location) => writeEvents(location, golden),
      create: createTensorboardSource,
      append: appendEvents,
      purge: removeRun,
    }),
  {
    reduce: (golden) =>
      reduceToLogs(golden, { experimentId: 'runs', experimentName: 'mnist', hasParams: true }),
    looseRunFields: ['endTime', 'artifactUri', 'parentRunId'],
    looseExperimentFields: ['artifactLocation'],
    hasEndMark: false,
  },
)
