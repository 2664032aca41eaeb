// Opens the place of frames that the settings name, and looks at it once: what is set wrong ends the start in words, and a
// store that is away does not, because people sign in without it and screens keep their last picture.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode, StartError } from '../start-errors.ts'
import type { Settings } from '../settings.ts'
import type { Vault } from '../vault/vault.ts'
import { createBucketClient, FrameStoreError, type Bucket, type BucketClient } from './bucket-client.ts'
import type { FrameFiles } from './frame-files.ts'
import { listPage, openFrameBucket } from './frame-bucket.ts'
import { openFrameFolder } from './frame-folder.ts'

/** @throws {StartError} what is set does not fit the store */
export async function openFrameFiles(
  settings: Pick<Settings, 'dataDir' | 'framesUrl' | 'framesSecretFile'>,
  vault: Vault,
  warn: (sentence: string) => void,
): Promise<FrameFiles> {
  const { framesUrl, framesSecretFile } = settings
  if (framesUrl === undefined) return openFrameFolder(join(settings.dataDir, 'frames'))
  const secret = framesUrl.secret ?? readSecret(framesSecretFile ?? '')
  const bucket: Bucket = { ...framesUrl, secret }
  const prefix = `${framesUrl.prefix}${installationFolder(vault)}/`
  const quick = createBucketClient(bucket, { attempts: 1, attemptMillis: 5_000, pauseMillis: 0 })
  try {
    await tryOut(quick, prefix)
  } catch (error) {
    if (!(error instanceof FrameStoreError)) throw error
    if (!error.isOutage) throw new StartError(explain(error, bucket), { cause: error })
    warn(`${error.message} Countersign goes on: pictures are kept and shown again when it answers.`)
  }
  return openFrameBucket({ client: createBucketClient(bucket), prefix })
}

/**
 * A folder of its own in the bucket, the same for all servers of one database: what belongs to nothing there is taken away,
 * and that must not be the frames of another installation.
 */
function installationFolder(vault: Vault): string {
  return vault.fingerprint('frame store', 'installation').toString('hex').slice(0, 16)
}

function readSecret(path: string): string {
  let text: string
  try {
    text = readFileSync(path, 'utf8').trim()
  } catch (error) {
    throw new StartError(
      `The file ${path}, which COUNTERSIGN_FRAMES_SECRET_FILE names, cannot be read (${errorCode(error) ?? 'no reason given'}).`,
      { cause: error },
    )
  }
  if (text === '' || /\s/.test(text)) {
    throw new StartError(
      `The file ${path}, which COUNTERSIGN_FRAMES_SECRET_FILE names, is to hold the secret of the key and nothing else.`,
    )
  }
  return text
}

/** Everything that frames need: to list, to write and to delete. */
async function tryOut(client: BucketClient, prefix: string): Promise<void> {
  await listPage(client, prefix, 1, undefined)
  const name = `${prefix}start`
  const body = { bytes: Buffer.from('Countersign can write here.'), type: 'text/plain' }
  await client.ask({ method: 'PUT', name, body, mostBytes: 65_536 })
  await client.ask({ method: 'DELETE', name, mostBytes: 65_536 })
}

function explain({ word, message }: FrameStoreError, { bucket, region }: Bucket): string {
  const what = whatToDo(word, bucket, region)
  return what === undefined ? `${message} COUNTERSIGN_FRAMES_URL does not fit it.` : `${message} ${what}`
}

function whatToDo(word: string | undefined, bucket: string, region: string | undefined): string | undefined {
  switch (word) {
    case 'NoSuchBucket':
      return `There is no bucket ${bucket}: make it, or name another one in COUNTERSIGN_FRAMES_URL.`
    case 'InvalidAccessKeyId':
      return 'It does not know the access key in COUNTERSIGN_FRAMES_URL.'
    case 'SignatureDoesNotMatch':
      return 'The secret is not that of the access key. In an address, / + and the like are written %2F and %2B; COUNTERSIGN_FRAMES_SECRET_FILE takes it as it is.'
    case 'AccessDenied':
      return `The access key has to be allowed to list the bucket ${bucket}, and to read, write and delete in it.`
    case 'RequestTimeTooSkewed':
      return 'The clock of this machine is not that of the store.'
    case 'AuthorizationHeaderMalformed':
    case 'PermanentRedirect':
    case 'TemporaryRedirect':
      return `The region is another one than ${region ?? 'the one in the address'}: ?region=… in COUNTERSIGN_FRAMES_URL names it.`
    case undefined:
    default:
      return undefined
  }
}
