// Which service a page belongs to, by the address that the server gives as an example of each.

interface Service {
  id: string
  exampleUrl: string
}

interface Chosen {
  id: string
  /** Whether a connection goes to the host itself, and not only the set-up of its second factor is there. */
  isHome: boolean
}

/** Where the guides of services send people to set two-factor up, away from what there is to see. */
const setUpHosts: Record<string, string> = {
  'id.atlassian.com': 'atlassian',
  'mysignins.microsoft.com': 'microsoft',
  'myaccount.google.com': 'google',
}

/** `any` where none fits; whoever connects it can say otherwise. */
export function whichService(services: readonly Service[], host: string): Chosen {
  const named = services.filter(({ id }) => id !== 'any')
  const ofSetUp = named.find(({ id }) => Object.hasOwn(setUpHosts, host) && id === setUpHosts[host])
  if (ofSetUp !== undefined) return { id: ofSetUp.id, isHome: false }
  const ofHome = named.find(({ exampleUrl }) => isOfExample(host, new URL(exampleUrl).hostname))
  return { id: ofHome?.id ?? 'any', isHome: true }
}

/** `your-site.example.com` stands for every host right below example.com; another example for itself and what is below. */
function isOfExample(host: string, example: string): boolean {
  const shared = example.replace(/^your-[^.]+\./, '')
  return host.endsWith(`.${shared}`) || host === example
}
