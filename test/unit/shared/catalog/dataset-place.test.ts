import { describe, expect, it } from 'vitest'
import { datasetPlace } from '../../../../shared/catalog/dataset-place'

describe('where a data set came from', () => {
  it.each<[string, string | null | undefined, string | null]>([
    ['a file', '{"uri": "/data/train.csv"}', '/data/train.csv'],
    ['the web', '{"url": "https://example.org/wine.csv"}', 'https://example.org/wine.csv'],
    ['Hugging Face', '{"path": "imdb", "config_name": null, "split": "train"}', 'imdb'],
    ['code', '{"tags": {"mlflow.user": "ada", "mlflow.source.name": "train.py"}}', 'train.py'],
    ['plain text', 's3://bucket/train', 's3://bucket/train'],
    ['a JSON text', '"s3://bucket/train"', 's3://bucket/train'],
    ['nothing', '{}', null],
    ['an empty text', '', null],
    ['no text', undefined, null],
    ['a list', '["a"]', null],
    ['broken JSON', '{"uri": "/data', null],
    ['a field of every object', '{"constructor": "x"}', null],
    ['a place that is no text', '{"uri": 3, "tags": 4}', null],
  ])('%s', (_name, source, place) => expect(datasetPlace(source)).toBe(place))
  it('is cut when it is no place but the data', () => {
    expect(datasetPlace('x'.repeat(5_000))?.length).toBe(1_000)
  })
})
