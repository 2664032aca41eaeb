// What the app keeps on this phone, in the hands of its worker: in IndexedDB, so that it outlives the app being closed.
import type { Language } from '../texts/language.ts'

/** After so many minutes without a touch the app may lock itself. */
export const lockChoices = [1, 5, 15] as const
export type LockMinutes = (typeof lockChoices)[number]

export interface Kept {
  /** The bearer token of the session; nothing while nobody is signed in. */
  token: string | undefined
  isLocked: boolean
  lockMinutes: LockMinutes
  unlocksByPasskey: boolean
  /** When somebody last touched a page. */
  usedAtMs: number
  /** So far the server's clock was ahead of this phone's when it last answered; nothing before it has. */
  aheadMs: number | undefined
  /** How often somebody has signed in here: a new token of the same session is told from one of another. */
  signIns: number
  /** By which sign-ins know this phone again; it opens nothing. Nothing before the first one. */
  device: string | undefined
  language: Language
}

export const nothingKept: Kept = {
  token: undefined,
  isLocked: false,
  lockMinutes: 5,
  unlocksByPasskey: false,
  usedAtMs: 0,
  aheadMs: undefined,
  signIns: 0,
  device: undefined,
  language: 'en',
}

const DATABASE = 'countersign-app'
const STORE = 'kept'
const KEY = 'app'

/**
 * Changes what is kept in one transaction: of two at the same moment the second sees what the first has left.
 *
 * @param update pure; answering what it was given changes nothing
 * @throws where the browser keeps nothing: then there is no token either
 */
export async function change(update: (kept: Kept) => Kept): Promise<{ before: Kept; after: Kept }> {
  const database = await open()
  try {
    return await changeIn(database, update)
  } finally {
    database.close()
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1)
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore(STORE))
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB does not open.')))
  })
}

function changeIn(
  database: IDBDatabase,
  update: (kept: Kept) => Kept,
): Promise<{ before: Kept; after: Kept }> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, 'readwrite')
    const store = transaction.objectStore(STORE)
    let before = nothingKept
    let after = nothingKept
    const read = store.get(KEY) as IDBRequest<Kept | undefined>
    read.addEventListener('success', () => {
      // What a version before kept has not all of it.
      before = { ...nothingKept, ...read.result }
      after = update(before)
      if (after !== before) store.put(after, KEY)
    })
    transaction.addEventListener('complete', () => resolve({ before, after }))
    const refuse = (): void => reject(transaction.error ?? new Error('IndexedDB does not write.'))
    transaction.addEventListener('error', refuse)
    transaction.addEventListener('abort', refuse)
  })
}
