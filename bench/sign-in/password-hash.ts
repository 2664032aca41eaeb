// The cost that all contestants pay for a password: Countersign's own parameters and library.
import { hash } from '@node-rs/argon2'
import { currentHashParameters } from '../../server/passwords/password-hash.ts'
import { password } from './people.ts'

const { memoryKib, iterations, parallelism } = currentHashParameters

export const argon2Parameters = {
  algorithm: 2, // Argon2id; the enum of the library exists only in its types
  memoryCost: memoryKib,
  timeCost: iterations,
  parallelism,
  outputLen: 32,
}

export function hashPassword(): Promise<string> {
  return hash(password, argon2Parameters)
}
