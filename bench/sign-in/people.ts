// The people who sign in: the same for every contestant, each with an address and an authenticator of their own.
import { createHash } from 'node:crypto'

export interface Person {
  /** Which row of the accounts: 1 for the first. */
  number: number
  email: string
  /** 20 letters, taken as bytes: Better Auth keeps its secrets as text, and this way all keys are the same. */
  secret: string
  /** Of a browser that was here before: what its device cookie holds where a server gives one. */
  device: string
}

/** Everybody has the same password, so that filling the tables costs one hash and not a hundred thousand. */
export const password = 'lantern orchard violin 27'

export function personOf(number: number): Person {
  const secret = createHash('sha256').update(`secret ${number}`).digest('base64url').slice(0, 20)
  return { number, email: `person-${number}@bench.example`, secret, device: deviceOf(number) }
}

/** 43 letters, so that JavaScript and SQL can both make it. */
export function deviceOf(number: number): string {
  return `device-${String(number).padStart(36, '0')}`
}

/** One in `stride` accounts signs in, so that they lie all over the tables. */
export function makePeople(count: number, stride = 1): Person[] {
  return Array.from({ length: count }, (_, index) => personOf(index * stride + 1))
}

/** An id that JavaScript and SQL both make of a number, so that rows can refer to one another. */
export function idOf(kind: 'account' | 'authenticator' | 'session', number: number): string {
  return `${idPrefixes[kind]}${number.toString(16).padStart(12, '0')}`
}

export const idPrefixes = {
  account: '019aa000-0000-7000-8000-',
  authenticator: '019aa001-0000-7000-8000-',
  session: '019aa002-0000-7000-8000-',
} as const
