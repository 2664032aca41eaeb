// The further origins where the login of a connection may be typed, as they are stored.
import { originOf } from '../../contract/where-to-type.ts'

/** As a browser spells them, each once, so that two spellings of one origin are one. */
export function spellOrigins(origins: readonly string[]): string[] {
  return [...new Set(origins.flatMap((origin) => originOf(origin) ?? []))]
}

/** Beside an address with https no login goes over http, where anybody on the way reads it. */
export function areSafeBeside({ url, sign_in_origins }: { url: string; sign_in_origins: string[] }): boolean {
  return /^http:/i.test(url) || sign_in_origins.every((origin) => origin.startsWith('https://'))
}
