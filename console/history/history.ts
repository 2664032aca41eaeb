// The login history, page by page: one's own, or the organization's.
import { infiniteQueryOptions } from '@tanstack/react-query'
import type { Answer } from '../../contract/client.ts'
import { client } from '../app/client.ts'

export type SignInEvent = Answer<'GET /api/v1/sign-ins'>['items'][number]
export type Outcome = SignInEvent['outcome']

export interface HistoryFilter {
  /** Only one's own. */
  isMine: boolean
  outcome?: Outcome | undefined
  user?: string | undefined
}

const pageSize = 50

export function historyQuery({ isMine, outcome, user }: HistoryFilter) {
  return infiniteQueryOptions({
    queryKey: ['history', isMine, outcome ?? '', user ?? ''],
    queryFn: ({ pageParam }) => {
      const query = {
        limit: pageSize,
        ...(outcome === undefined ? {} : { outcome }),
        ...(pageParam === '' ? {} : { after: pageParam }),
      }
      if (isMine) return client.call('GET /api/v1/me/sign-ins', { query })
      return client.call('GET /api/v1/sign-ins', {
        query: { ...query, ...(user === undefined ? {} : { user }) },
      })
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
}
