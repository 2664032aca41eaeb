// The messages that stand on screens now: the frame of every page asks, so that none is forgotten.
import { queryOptions } from '@tanstack/react-query'
import { client } from '../app/client.ts'
import { queryClient } from '../app/query-client.ts'

export const wallMessagesQuery = queryOptions({
  queryKey: ['wall-messages'],
  queryFn: () => client.call('GET /api/v1/wall-messages'),
  refetchInterval: 20_000,
})

export async function takeMessageBack(id: string): Promise<void> {
  await client.call('DELETE /api/v1/wall-messages/{id}', { params: { id } })
  await refreshMessages()
}

export async function refreshMessages(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ['wall-messages'] })
}
