// Requests to a store that speaks S3 (AWS, MinIO, Ceph, Cloudflare R2 and others), signed, each with a limit of time and of
// size, and tried again a few times. The bucket stands in the path, which all of them take. Source: Amazon S3 API reference.
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { AwsClient } from 'aws4fetch'
import type { BucketAddress } from '../settings-parsers.ts'

export type Bucket = Omit<BucketAddress, 'secret'> & { secret: string }

export interface BucketLimits {
  attempts: number
  /** Of one attempt, from the first byte out to the last one in. */
  attemptMillis: number
  /** After the first attempt; twice as long after each further one. */
  pauseMillis: number
}

const WHILE_SERVING: BucketLimits = { attempts: 3, attemptMillis: 6_000, pauseMillis: 150 }

/**
 * Why a store did not do what it was asked. Its message names the host, the status and the store's own word for it; never
 * the key or what was signed, which the body of such an answer repeats.
 */
export class FrameStoreError extends Error {
  /** Another time may go better: nothing is wrong with what was asked. */
  readonly isOutage: boolean
  /** The store's word, such as `NoSuchBucket`; nothing where it said none. */
  readonly word: string | undefined

  constructor(
    message: string,
    { isOutage = false, word }: { isOutage?: boolean; word?: string | undefined },
  ) {
    super(message)
    this.name = 'FrameStoreError'
    this.isOutage = isOutage
    this.word = word
  }
}

export interface BucketRequest {
  method: 'GET' | 'HEAD' | 'PUT' | 'DELETE'
  /** In the bucket; nothing for the bucket itself. */
  name?: string
  query?: Record<string, string>
  body?: { bytes: Uint8Array; type: string }
  /** What may come back. */
  mostBytes: number
}

export interface BucketAnswer {
  bytes: Buffer
  /** As it is announced: an answer to HEAD has no bytes. */
  announcedBytes: number
}

export interface BucketClient {
  /**
   * @returns nothing where there is no such object
   * @throws {FrameStoreError}
   */
  ask(request: BucketRequest): Promise<BucketAnswer | undefined>
}

const NOT_FOUND = 404
const TIMED_OUT = 408
const TOO_MANY = 429
const FIRST_FAILURE_OF_SERVERS = 500

export function createBucketClient(
  { origin, bucket, accessKey, secret, region }: Bucket,
  limits: BucketLimits = WHILE_SERVING,
): BucketClient {
  const signer = new AwsClient({
    accessKeyId: accessKey,
    secretAccessKey: secret,
    service: 's3',
    ...(region === undefined ? {} : { region }),
  })
  const { host } = new URL(origin)

  async function attempt({ method, name, query, body, mostBytes }: BucketRequest): Promise<Attempted> {
    const url = new URL(name === undefined ? `/${bucket}` : `/${bucket}/${name}`, origin)
    for (const [key, value] of Object.entries(query ?? {})) url.searchParams.set(key, value)
    try {
      const signed = await signer.sign(url.href, {
        method,
        // Where it says to go instead is another host, which nobody named.
        redirect: 'manual',
        signal: AbortSignal.timeout(limits.attemptMillis),
        headers: {
          // The bytes are a part of what is signed, also where no TLS guards them.
          'x-amz-content-sha256': createHash('sha256')
            .update(body?.bytes ?? '')
            .digest('hex'),
          ...(body === undefined ? {} : { 'content-type': body.type }),
        },
        ...(body === undefined ? {} : { body: new Uint8Array(body.bytes) }),
      })
      const response = await fetch(signed)
      return {
        status: response.status,
        isGood: response.ok,
        bytes: await readAtMost(response, mostBytes),
        announcedBytes: Number(response.headers.get('content-length') ?? 0),
      }
    } catch (error) {
      return { failure: reasonOf(error) }
    }
  }

  return {
    async ask(request) {
      for (let count = 1; ; count++) {
        const attempted = await attempt(request)
        const isLast = count >= limits.attempts
        if ('failure' in attempted) {
          if (isLast) {
            throw new FrameStoreError(
              `The store of frames at ${host} does not answer (${attempted.failure}).`,
              {
                isOutage: true,
              },
            )
          }
        } else {
          const { status, isGood, bytes, announcedBytes } = attempted
          if (bytes === undefined) {
            throw new FrameStoreError(
              `The store of frames at ${host} has more than the ${request.mostBytes} bytes that one may have.`,
              {},
            )
          }
          if (isGood) return { bytes, announcedBytes }
          const word = /<Code>([A-Za-z]{1,64})<\/Code>/.exec(bytes.toString())?.[1]
          if (status === NOT_FOUND && word !== 'NoSuchBucket' && request.name !== undefined) return undefined
          const isOutage = status >= FIRST_FAILURE_OF_SERVERS || status === TOO_MANY || status === TIMED_OUT
          if (!isOutage || isLast) {
            const said = word === undefined ? status : `${status} (${word})`
            throw new FrameStoreError(
              `The store of frames at ${host} answered ${said} to ${request.method}.`,
              {
                isOutage,
                word,
              },
            )
          }
        }
        await sleep(limits.pauseMillis * 2 ** (count - 1))
      }
    },
  }
}

type Attempted =
  /** Without bytes where they were too many. */
  { status: number; isGood: boolean; bytes: Buffer | undefined; announcedBytes: number } | { failure: string }

async function readAtMost(response: Response, mostBytes: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    // Leaving the loop ends the connection.
    if (size > mostBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** A word of the system or of TLS, such as `ECONNREFUSED`: messages may repeat what was asked. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no reason given'
  if (error.name === 'TimeoutError') return 'too slow'
  const cause = error.cause instanceof Error ? error.cause : error
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name
}
