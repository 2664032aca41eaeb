// What is stored for the bench: organizations, each with an admin who is signed in, and connections with a secret each.
import { createHash } from 'node:crypto'

export interface StoredSecret {
  /** From 1. */
  number: number
  id: string
  /** Of 20 bytes. */
  secret: Buffer
}

export function secretOf(number: number): StoredSecret {
  const secret = createHash('sha256').update(`stored secret ${number}`).digest().subarray(0, 20)
  return { number, id: idOf('connection', number), secret }
}

const prefixes = {
  organization: '019bb000-0000-7000-8000-',
  account: '019bb001-0000-7000-8000-',
  session: '019bb002-0000-7000-8000-',
  connection: '019bb003-0000-7000-8000-',
} as const

export function idOf(kind: keyof typeof prefixes, number: number): string {
  return `${prefixes[kind]}${number.toString(16).padStart(12, '0')}`
}

/** Connections go round over the organizations, whose numbers begin with 1. */
export function organizationOf(number: number, organizations: number): number {
  return ((number - 1) % organizations) + 1
}

/** What the admin of an organization sends: 43 letters, as a token has them. */
export function tokenOf(organization: number): string {
  return `token-${String(organization).padStart(37, '0')}`
}
