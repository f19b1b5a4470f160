import { describe, expect, it } from 'vitest'
import { artifactPlace } from '../../../../../main/sources/mlflow-file/artifact-place'

const store = '/here/mlruns'
const own = `${store}/1/run/artifacts`
const beside = `${store}/run/artifacts`
const elsewhere = '/other/mlruns/1/run/artifacts'

function place(
  recorded: string | null,
  exist: readonly string[],
  empty: readonly string[] = [],
): string | null {
  const owner = {
    folder: `${store}/1/run`,
    hasArtifacts: exist.includes(own),
    besideExperiments: beside,
    storeFolder: store,
  }
  const disk = {
    exists: (path: string) => exist.includes(path),
    isEmptyFolder: (path: string) => empty.includes(path),
  }
  return artifactPlace(recorded, owner, disk)
}

describe('artifactPlace', () => {
  it.each<[string, string | null, string | null]>([
    ['the recorded folder is its own', place(`file://${own}`, [own]), own],
    ['its own, though not there: git keeps no empty folder', place(own, []), own],
    ['relative to the folder of the store', place('./mlruns/1/run/artifacts', []), own],
    ['store copied from another machine', place(elsewhere, [own]), own],
    ['copied, and nothing in it', place(elsewhere, [own], [own]), own],
    [
      'recorded elsewhere on this machine, own folder empty',
      place(elsewhere, [own, elsewhere], [own]),
      elsewhere,
    ],
    ['beside the experiments, own folder empty', place(elsewhere, [own, beside], [own]), beside],
    ['beside the experiments, no own folder', place(elsewhere, [beside]), beside],
    ['nowhere: as recorded', place(elsewhere, []), elsewhere],
    ['remote, with the empty folder MLflow makes all the same', place('s3://b/a', [own], [own]), 's3://b/a'],
    ['remote, but copied here', place('mlflow-artifacts:/1/run/artifacts', [own]), own],
    [
      'of a Windows drive',
      place('file:///D:/mlruns/1/run/artifacts', []),
      'file:///D:/mlruns/1/run/artifacts',
    ],
    ['not recorded', place(null, [own], [own]), own],
    ['not recorded and not there', place(null, []), null],
  ])('%s', (_name, actual, expected) => {
    expect(actual).toBe(expected)
  })
})
