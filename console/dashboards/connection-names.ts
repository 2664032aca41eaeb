// The connections as a choice: name and address of each.
import { queryOptions } from '@tanstack/react-query'
import { client } from '../app/client.ts'

export interface ConnectionName {
  id: string
  name: string
  service: string
  url: string
}

export const connectionNamesQuery = queryOptions({
  queryKey: ['connections', 'names'],
  queryFn: async () => {
    const found: ConnectionName[] = []
    let after: string | undefined
    // Bounded, as an organization has a few hundred at most.
    for (let page = 0; page < 20; page += 1) {
      const { items, next } = await client.call('GET /api/v1/connections', {
        query: { limit: 50, ...(after === undefined ? {} : { after }) },
      })
      found.push(...items.map(({ id, name, service, url }) => ({ id, name, service, url })))
      if (next === undefined) break
      after = next
    }
    return found
  },
})
