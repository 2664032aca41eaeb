// A sealed value that does not open is a sign of tampering or of lost keys: operators are told, whoever asked is not.
import type { Services } from '../services.ts'
import { SealError } from './vault.ts'

/** Throws on what is no such failure. */
export function reportSealError({ metrics, report }: Services, error: unknown): void {
  if (!(error instanceof SealError)) throw error
  metrics.sealFailures.inc()
  report('a sealed value does not open', { ...error.place, reason: error.message })
}
