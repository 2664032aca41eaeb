// Which service a page belongs to, by the address that the server gives as an example of each.

interface Service {
  id: string
  exampleUrl: string
}

/** By the last two names of its host, `any` where none fits; whoever connects it can say otherwise. */
export function whichService(services: readonly Service[], origin: string): string {
  const family = (url: string) => new URL(url).hostname.split('.').slice(-2).join('.')
  return (
    services.find(({ id, exampleUrl }) => id !== 'any' && family(exampleUrl) === family(origin))?.id ?? 'any'
  )
}
