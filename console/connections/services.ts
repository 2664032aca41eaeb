// The services that connections are made to: those that the server has, with what is known here of some of them. The one
// place that lists them.
import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Answer } from '../../contract/client.ts'
import { client } from '../app/client.ts'
import type { GuideName } from '../guides/guides.ts'
import { useTexts, type Translate } from '../texts/texts.ts'

export interface Service {
  id: string
  name: string
  /** What an address of it looks like. */
  example: string
  /** Where everybody signs in; where each customer has an address of their own, there is none. */
  address?: string
  addressHint: string
  usernameHint: string
  guide: GuideName
}

/** Those of which something is said here, in the texts, in the order in which they are offered. */
const known = {
  atlassian: { guide: 'connect-jira', example: 'https://your-team.atlassian.net/' },
  trello: { guide: 'connect-trello', address: 'https://trello.com/', example: 'https://trello.com/b/…' },
  'power-bi': {
    guide: 'connect-power-bi',
    address: 'https://app.powerbi.com/',
    example: 'https://app.powerbi.com/…',
  },
  salesforce: { guide: 'connect-salesforce', example: 'https://your-company.my.salesforce.com/' },
  zendesk: { guide: 'connect-zendesk', example: 'https://your-company.zendesk.com/' },
  microsoft: { guide: 'connect-power-bi', example: 'https://your-company.sharepoint.com/' },
  google: { guide: 'connect-any', example: 'https://lookerstudio.google.com/reporting/…' },
  okta: { guide: 'connect-any', example: 'https://your-company.okta.com/' },
  grafana: { guide: 'connect-any', example: 'https://grafana.example.com/d/…' },
  tableau: { guide: 'connect-any', example: 'https://….online.tableau.com/' },
  looker: { guide: 'connect-any', example: 'https://your-company.cloud.looker.com/' },
  any: { guide: 'connect-any', example: 'https://…' },
} as const satisfies Record<string, Pick<Service, 'guide' | 'example' | 'address'>>

type KnownId = keyof typeof known
const knownIds = Object.keys(known) as KnownId[]

function isKnown(id: string): id is KnownId {
  return Object.hasOwn(known, id)
}

type ServerService = Answer<'GET /api/v1/services'>['items'][number]

const servicesQuery = queryOptions({
  queryKey: ['services'],
  queryFn: () => client.call('GET /api/v1/services'),
  staleTime: Infinity,
})

export interface Services {
  /** In the order in which they are offered; what has no name of its own is the last. */
  all: readonly Service[]
  /** Also of one that the server has no longer. */
  of: (id: string) => Service
}

export function useServices(): Services {
  const { t } = useTexts()
  const { data } = useQuery(servicesQuery)
  const items = data?.items ?? []
  const others = items.filter(({ id }) => !isKnown(id)).map(({ id }) => id)
  const ids = [...knownIds.filter((id) => id !== 'any'), ...others, 'any']
  const of = (id: string): Service => describeService(id, items, t)
  return { all: ids.map(of), of }
}

function describeService(id: string, items: readonly ServerService[], t: Translate): Service {
  if (isKnown(id)) {
    return {
      ...known[id],
      id,
      name: t(`service.${id}`),
      addressHint: t(`service.${id}.address`),
      usernameHint: t(`service.${id}.username`),
    }
  }
  const told = items.find((service) => service.id === id)
  return {
    id,
    name: told?.name ?? id,
    example: told?.exampleUrl ?? known.any.example,
    addressHint: told?.hint ?? t('service.any.address'),
    usernameHint: t('service.any.username'),
    guide: 'connect-any',
  }
}
