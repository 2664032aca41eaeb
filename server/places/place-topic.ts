// What is signalled when there is something else to do in a place, or when it is nobody's any more.

/** The connection of a place that has none: the public pages of an organization. */
export const PUBLIC_PAGES = '00000000-0000-0000-0000-000000000000'

/** Waited for by whoever would take any place. */
export const PLACES = 'places'

export interface PlaceKey {
  organizationId: string
  /** PUBLIC_PAGES for those without a connection. */
  connectionId: string
}

export function placeTopic({ organizationId, connectionId }: PlaceKey): string {
  return `place ${organizationId} ${connectionId}`
}
