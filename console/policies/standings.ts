// Where an account stands with two-factor, in the order in which pages show it.
export const standings = ['enrolled', 'late', 'in_grace', 'exempt', 'optional'] as const
export type Standing = (typeof standings)[number]

export function isStanding(value: unknown): value is Standing {
  return standings.some((standing) => standing === value)
}
