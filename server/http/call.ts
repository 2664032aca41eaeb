// One call of a route as the rules see it: typed input from the contract, who calls, and when.
import type { z } from 'zod'
import type { Contract } from '../../contract/contract.ts'
import type { Runner } from '../runners/runners.store.ts'
import type { PairedScreen } from '../screens/screen-token.store.ts'
import type { Caller } from '../sessions/caller.ts'
import type { TrustCookie } from '../sessions/trust-token.ts'
import type { Picture } from './send-picture.ts'
import type { WaitUntil } from './wait-until.ts'

/** Facts about the request that rules may decide by. */
export interface RequestFacts {
  now: Date
  /** The client's address, from a forwarding header only when a trusted proxy set it. */
  address: string
  /** What is counted by: an IPv4 address, or the /64 of an IPv6 one. */
  addressKey: string
  userAgent: string
  /** Which formats it takes, as the header says it. */
  accept: string
  /** The browser's device cookie, where it sent one. */
  deviceToken: string | undefined
  /** The same of the app on a phone, which keeps no cookies: in a header. */
  appDeviceToken: string | undefined
  /** The token of a trusted browser, where it sent one under this tag. */
  trustToken: (tag: string) => string | undefined
}

type Slot<Key extends keyof Contract, Name extends string> =
  Contract[Key] extends Record<Name, infer Schema extends z.ZodType> ? z.output<Schema> : undefined

type CallerOf<Key extends keyof Contract> = Contract[Key]['access'] extends 'public' | 'challenge'
  ? undefined
  : Contract[Key]['access'] extends 'runner'
    ? Runner
    : Contract[Key]['access'] extends 'screen'
      ? PairedScreen
      : Caller

export interface Call<Key extends keyof Contract> {
  params: Slot<Key, 'params'>
  query: Slot<Key, 'query'>
  body: Slot<Key, 'body'>
  caller: CallerOf<Key>
  facts: RequestFacts
  /** The web's session travels in a cookie that scripts cannot read. */
  setSessionCookie(token: string, expiresAt: Date, newDeviceToken?: string): Promise<void>
  clearSessionCookie(): void
  /** So does what a trusted browser shows the next time. */
  setTrustCookie: (trust: TrustCookie) => void
  /** So does the token of a screen, in one of its own. */
  setScreenCookie: (token: string) => void
  /** For an answer that is good only from a moment on. Rules say which; nobody else waits. */
  waitUntil: WaitUntil
}

type AnswerInput<Schema> = Schema extends z.ZodType ? z.input<Schema> : undefined

/** A file that is written while it is sent. Its rows pass the schema of the answer that lists them. */
export interface Download {
  fileName: string
  contentType: string
  chunks: AsyncIterable<string>
}

/** Server-sent events: each is an answer; nothing where only the line is to be kept open. */
export type Events<Answer> = AsyncGenerator<Answer | undefined, void, void>

type AnswerOf<Key extends keyof Contract> = AnswerInput<
  Contract[Key]['answers'][keyof Contract[Key]['answers']]
>

export type Handler<Key extends keyof Contract> = (
  call: Call<Key>,
) => Promise<
  Contract[Key] extends { isDownload: true }
    ? Download
    : Contract[Key] extends { isEvents: true }
      ? Events<AnswerOf<Key>>
      : Contract[Key] extends { isPicture: true }
        ? Buffer | Picture
        : AnswerOf<Key>
>

export interface Router {
  on<Key extends keyof Contract>(key: Key, handler: Handler<Key>): void
}
