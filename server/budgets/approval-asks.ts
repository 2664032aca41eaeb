// How often a phone is asked before it is left in peace (OWASP ASVS 5.0 V6.6.4): pure arithmetic over moments.

/**
 * Asked in vain so often within so long, nobody is asked any more: whoever has only a password cannot ring until somebody
 * gives in. A yes is not counted, and takes nothing back: one's own sign-ins buy nobody another try (attack 46).
 */
export const approvalAsks = [
  { most: 5, minutes: 60 },
  { most: 10, minutes: 24 * 60 },
] as const

/**
 * Until when the phone is not asked; nothing while there is room.
 *
 * @param askedInVain when it was, the newest first
 */
export function leftInPeaceUntil(askedInVain: readonly Date[], now: Date): Date | undefined {
  const ends = approvalAsks.flatMap(({ most, minutes }) => {
    const oldest = askedInVain[most - 1]
    return oldest === undefined ? [] : [oldest.getTime() + minutes * 60_000]
  })
  const last = Math.max(0, ...ends)
  return last > now.getTime() ? new Date(last) : undefined
}
