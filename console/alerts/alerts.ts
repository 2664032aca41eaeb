// Where alerts go: the list, one more, a change, a test, one less.
import { queryOptions } from '@tanstack/react-query'
import type { Answer } from '../../contract/client.ts'
import { client } from '../app/client.ts'
import { queryClient } from '../app/query-client.ts'

export type AlertTarget = Answer<'GET /api/v1/alert-targets'>['items'][number]
export type AlertKind = AlertTarget['about'][number]
export type NewTarget = { url: string; about: AlertKind[] } | { address: string; about: AlertKind[] }

export const targetsQuery = queryOptions({
  queryKey: ['alert-targets'],
  queryFn: () => client.call('GET /api/v1/alert-targets'),
})

export const refreshTargets = () => queryClient.invalidateQueries(targetsQuery)

/** The secret of a webhook, which is told this once; nothing for a mail address. */
export async function addTarget(body: NewTarget): Promise<string | undefined> {
  const { secret } = await client.call('POST /api/v1/alert-targets', { body })
  await refreshTargets()
  return secret
}

export async function changeTarget(id: string, body: { about?: AlertKind[]; isOn?: boolean }): Promise<void> {
  await client.call('PATCH /api/v1/alert-targets/{id}', { params: { id }, body })
  await refreshTargets()
}

export async function removeTarget(id: string): Promise<void> {
  await client.call('DELETE /api/v1/alert-targets/{id}', { params: { id } })
  await refreshTargets()
}

export async function replaceSecret(id: string): Promise<string | undefined> {
  return (await client.call('POST /api/v1/alert-targets/{id}/secret', { params: { id } })).secret
}

/** It is sent in a moment; how it went stands in the list soon after. */
export async function sendTest(id: string): Promise<void> {
  await client.call('POST /api/v1/alert-targets/{id}/test', { params: { id } })
}

export function nameOfTarget({ kind, host, address }: AlertTarget): string {
  return (kind === 'webhook' ? host : address) ?? ''
}
