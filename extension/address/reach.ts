// The browser's leave to reach one's Countersign, and what goes with it when one moves to another.
import { browserApi } from '../app/browser-api.ts'
import { keptAddress, keptSession, keptSignIn } from '../app/kept.ts'
import { hostPattern } from './countersign-address.ts'

export const mayReach = (address: string): Promise<boolean> =>
  browserApi.permissions.contains({ origins: [hostPattern(address)] })

/** The person is asked, and has to have pressed a button just now. */
export const askToReach = (address: string): Promise<boolean> =>
  browserApi.permissions.request({ origins: [hostPattern(address)] })

/**
 * Another Countersign is nobody who may be told what opened the one before.
 *
 * @param before where one was; empty where that was nowhere
 */
export async function moveTo(address: string, before: string): Promise<void> {
  const hasMoved = before !== '' && before !== address
  // All at once: a popup may be closed in the middle of it.
  await Promise.all([keptAddress.set(address), hasMoved && leave(before, hostPattern(address))])
}

export async function forgetAddress(address: string): Promise<void> {
  await Promise.all([keptAddress.forget(), leave(address)])
}

/** @param kept what is reached further on: one leave is for all ports of a host */
async function leave(address: string, kept?: string): Promise<void> {
  const left = hostPattern(address)
  await Promise.all([
    keptSession.forget(),
    keptSignIn.forget(),
    left !== kept && browserApi.permissions.remove({ origins: [left] }).catch(() => false),
  ])
}
