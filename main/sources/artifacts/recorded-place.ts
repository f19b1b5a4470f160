import { isAbsolute } from 'node:path'
import { fail, ok, type Result } from '../../../shared/result'
import { localPathOf } from '../local-path'

/** What a store records as the place of artifacts when it is not this machine, in the words of whoever set it up. */
const services: Readonly<Record<string, string>> = {
  s3: 'Amazon S3 or a store that speaks its protocol',
  s3a: 'Amazon S3 or a store that speaks its protocol',
  r2: 'Cloudflare R2',
  gs: 'Google Cloud Storage',
  wasb: 'Azure Blob Storage',
  wasbs: 'Azure Blob Storage',
  abfss: 'Azure Data Lake Storage',
  dbfs: 'Databricks',
  hdfs: 'Hadoop HDFS',
  viewfs: 'Hadoop HDFS',
  sftp: 'an SFTP server',
  ftp: 'an FTP server',
  http: 'a web server',
  https: 'a web server',
  oss: 'Alibaba Cloud OSS',
}

/**
 * The absolute path of a recorded artifact place, or one sentence that says where the artifacts are instead. Adapters
 * have turned what can be on this machine into absolute paths already; a URI that is left means another place.
 */
export function recordedPath(place: string | null): Result<string> {
  if (place === null || place === '') {
    return fail('not-found', 'The store records no place for these artifacts.')
  }
  if (isAbsolute(place)) return ok(place)
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(place)?.[1]?.toLowerCase()
  if (scheme === 'file') {
    const path = localPathOf(place, '/')
    if (path !== null) return ok(path)
    return fail(
      'not-found',
      `These artifacts were recorded at ${place}, which is a place on another machine.`,
    )
  }
  if (scheme === 'mlflow-artifacts') {
    return fail(
      'unsupported',
      `These artifacts are kept by an MLflow tracking server (${place}); add the server’s address to read them.`,
    )
  }
  if (scheme === 'runs' || scheme === 'models') {
    return fail(
      'not-found',
      `These artifacts were recorded as ${place}, and nothing of that name is in the store.`,
    )
  }
  const service = scheme === undefined ? undefined : services[scheme]
  if (service !== undefined) {
    return fail(
      'unsupported',
      `These artifacts are in ${service} (${place}). Sextant does not fetch from there.`,
    )
  }
  return fail('unsupported', `These artifacts were recorded at ${place}, which is not a place on this Mac.`)
}
