// Whether this phone approves sign-ins: it has a key, and the server knows that key. And what is done with it there.
import { queryOptions, useQuery } from '@tanstack/react-query'
import { approvalText, keptOpenText } from '../../contract/phone-texts.ts'
import { meQuery, type Me } from '../accounts/me.ts'
import { client } from '../app/client.ts'
import { isInApp } from '../app/in-app.ts'
import { queryClient } from '../app/query-client.ts'
import { authenticatorsQuery, refreshSecondFactor, type Authenticator } from '../totp/authenticators.ts'
import { findPhone, forgetPhone, keepPhone, makePhoneKey, signOnPhone, type KeptPhone } from './phone-key.ts'

/** A phone that the server has a name for. */
export type RegisteredPhone = KeptPhone & { id: string }

const keptPhoneQuery = (account: string) =>
  queryOptions({
    queryKey: ['kept-phone', account],
    // A query has to have a value.
    queryFn: async () => (await findPhone(account)) ?? null,
    enabled: isInApp,
    staleTime: Infinity,
  })

export interface PhoneHere {
  /** Nothing while it is not known; false where this phone is not registered, or not any more. */
  phone: RegisteredPhone | false | undefined
  /** Why it is not known. */
  error: Error | null
  retry: () => void
}

export function useThisPhone(me: Me): PhoneHere {
  const keptQuery = useQuery(keptPhoneQuery(me.account.id))
  const listQuery = useQuery({ ...authenticatorsQuery, enabled: isInApp })
  const phone = isInApp && judgePhone(keptQuery.data, listQuery.data)
  return {
    phone,
    error: phone === undefined ? (keptQuery.error ?? listQuery.error) : null,
    retry: () => {
      for (const { error, refetch } of [keptQuery, listQuery]) if (error !== null) void refetch()
    },
  }
}

function judgePhone(
  kept: KeptPhone | null | undefined,
  authenticators: readonly Pick<Authenticator, 'id' | 'state'>[] | undefined,
): PhoneHere['phone'] {
  if (kept === null) return false
  if (kept === undefined || authenticators === undefined) return undefined
  const { id } = kept
  const isKnown = authenticators.some((one) => one.id === id && one.state === 'active')
  return id !== undefined && isKnown && { ...kept, id }
}

/** Makes the key and registers it. Needs a fresh second factor; throws what the server answered. */
export async function registerThisPhone(account: string, name: string): Promise<void> {
  const { phone, publicKey } = await makePhoneKey(account)
  try {
    const body = { publicKey, ...(name === '' ? {} : { name }) }
    const { id } = await client.call('POST /api/v1/me/authenticators/approval', { body })
    await keepPhone({ ...phone, id })
  } catch (error) {
    await forgetPhone(account).catch(() => undefined)
    throw error
  }
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: keptPhoneQuery(account).queryKey }),
    refreshSecondFactor(),
  ])
}

/** Has this phone keep its session open. Needs a fresh second factor, by a code or a passkey. */
export async function keepSignedIn(phone: RegisteredPhone, session: string): Promise<void> {
  const signature = await signOnPhone(phone, keptOpenText(session))
  await client.call('POST /api/v1/me/authenticators/{id}/session', {
    params: { id: phone.id },
    body: { signature },
  })
  await queryClient.invalidateQueries({ queryKey: meQuery.queryKey })
}

export async function approveOnPhone(
  phone: RegisteredPhone,
  approval: string,
  number: string,
): Promise<void> {
  const signature = await signOnPhone(phone, approvalText(approval, number))
  await client.call('POST /api/v1/me/approvals/{id}/approve', {
    params: { id: approval },
    body: { authenticator: phone.id, number, signature },
  })
}
