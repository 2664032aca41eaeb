// Which authenticator is the last one: with it two-factor is off. A phone that approves sign-ins stands beside an app or a
// passkey and never for one, so it is never the last, and keeps none from being it.
import type { Authenticator } from './authenticators.ts'

type Kept = Pick<Authenticator, 'id' | 'kind'>

export function isLastOne(one: Kept, all: readonly Kept[]): boolean {
  return one.kind !== 'approval' && !all.some(({ id, kind }) => id !== one.id && kind !== 'approval')
}
