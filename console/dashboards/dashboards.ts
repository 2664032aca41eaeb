// The dashboards of the organization, page by page and one by one, and what admins change about them.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Answer } from '../../contract/client.ts'
import { client } from '../app/client.ts'
import { queryClient } from '../app/query-client.ts'

export type Dashboard = Answer<'GET /api/v1/dashboards/{id}'>
export type Capture = Dashboard['capture']
export type CaptureStep = Capture['steps'][number]
export type Refresh = Dashboard['refresh']
export type Hours = NonNullable<Dashboard['hours']>

const pageSize = 50
/** Their pictures age by themselves. */
const againAfterMs = 10_000

export const dashboardsQuery = infiniteQueryOptions({
  queryKey: ['dashboards', 'list'],
  queryFn: ({ pageParam }) =>
    client.call('GET /api/v1/dashboards', {
      query: { limit: pageSize, ...(pageParam === '' ? {} : { after: pageParam }) },
    }),
  initialPageParam: '',
  getNextPageParam: (page) => page.next,
  refetchInterval: againAfterMs,
})

export function dashboardQuery(id: string) {
  return queryOptions({
    queryKey: ['dashboards', 'one', id],
    queryFn: () => client.call('GET /api/v1/dashboards/{id}', { params: { id } }),
    refetchInterval: againAfterMs,
  })
}

/** All of them, by name, for a choice. */
export const dashboardNamesQuery = queryOptions({
  queryKey: ['dashboards', 'names'],
  queryFn: async () => {
    const found: { id: string; name: string }[] = []
    let after: string | undefined
    // An organization has a few hundred at most.
    for (let page = 0; page < 10; page += 1) {
      const { items, next } = await client.call('GET /api/v1/dashboards', {
        query: { limit: 200, ...(after === undefined ? {} : { after }) },
      })
      found.push(...items.map(({ id, name }) => ({ id, name })))
      if (next === undefined) break
      after = next
    }
    return found
  },
})

export interface DashboardBody {
  name: string
  connection: string | null
  url: string
  capture: Capture
  refresh: Refresh
  hours: Hours | null
}

export async function addDashboard(body: DashboardBody): Promise<Dashboard> {
  const added = await client.call('POST /api/v1/dashboards', { body })
  queryClient.setQueryData(dashboardQuery(added.id).queryKey, added)
  return added
}

export async function changeDashboard(
  id: string,
  body: Partial<DashboardBody> & { isPaused?: boolean },
): Promise<void> {
  const changed = await client.call('PATCH /api/v1/dashboards/{id}', { params: { id }, body })
  queryClient.setQueryData(dashboardQuery(id).queryKey, changed)
  await refreshDashboards()
}

export async function deleteDashboard(id: string): Promise<void> {
  await client.call('DELETE /api/v1/dashboards/{id}', { params: { id } })
}

/** Asks for a picture of now; it comes when a runner has made it. */
export async function makePicture(id: string): Promise<void> {
  await client.call('POST /api/v1/dashboards/{id}/refresh', { params: { id } })
}

export async function refreshDashboards(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ['dashboards'] })
}

/** @param number another one has another picture: the browser asks again */
export function frameAddress(id: string, number: number, width?: number): string {
  return `/api/v1/dashboards/${id}/frame?${width === undefined ? '' : `width=${width}&`}frame=${number}`
}
