// The key of this phone, by which it approves sign-ins: made in this browser, where no script can take it out, and kept
// in IndexedDB beside whose it is and how the server calls it.
import { PageFailure } from '../app/failure.ts'

export interface KeptPhone {
  /** The id of the account: others may sign in to the app on the same phone. */
  account: string
  /** Its id among the authenticators; nothing before the server has it. */
  id: string | undefined
  key: CryptoKey
  /** Where the push service reaches it, once it was told to the server for this id; of another one it rings nobody. */
  pushEndpoint?: string
}

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256' }

/** @throws {PageFailure} where the browser makes or keeps no keys, as in a private window or without HTTPS */
export async function makePhoneKey(account: string): Promise<{ phone: KeptPhone; publicKey: string }> {
  try {
    const pair = await crypto.subtle.generateKey(ECDSA, false, ['sign', 'verify'])
    const phone = { account, id: undefined, key: pair.privateKey }
    // Before the server knows of it: a key that cannot be kept is no use.
    await keepPhone(phone)
    return { phone, publicKey: base64url(await crypto.subtle.exportKey('spki', pair.publicKey)) }
  } catch (error) {
    throw new PageFailure('approvals.noKeys', error)
  }
}

export async function signOnPhone({ key }: KeptPhone, text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text)
  return base64url(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, bytes))
}

function base64url(bytes: ArrayBuffer): string {
  const text = String.fromCharCode(...new Uint8Array(bytes))
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

const DATABASE = 'countersign-phone'
const STORE = 'phones'

export const keepPhone = (phone: KeptPhone): Promise<unknown> =>
  inStore('readwrite', (store) => store.put(phone))

export const forgetPhone = (account: string): Promise<unknown> =>
  inStore('readwrite', (store) => store.delete(account))

/** @throws where what is kept cannot be read: that is no sign that there is nothing */
export const findPhone = (account: string): Promise<KeptPhone | undefined> =>
  inStore('readonly', (store) => store.get(account) as IDBRequest<KeptPhone | undefined>)

async function inStore<Result>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  const database = await open()
  try {
    return await new Promise<Result>((resolve, reject) => {
      const transaction = database.transaction(STORE, mode)
      const request = work(transaction.objectStore(STORE))
      transaction.addEventListener('complete', () => resolve(request.result))
      const refuse = (): void => reject(transaction.error ?? new Error('IndexedDB does not keep the key.'))
      transaction.addEventListener('error', refuse)
      transaction.addEventListener('abort', refuse)
    })
  } finally {
    database.close()
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1)
    request.addEventListener('upgradeneeded', () =>
      request.result.createObjectStore(STORE, { keyPath: 'account' }),
    )
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB does not open.')))
  })
}
