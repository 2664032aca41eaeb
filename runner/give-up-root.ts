// A runner that root has started becomes an ordinary user before it meets the first page: what a page makes a browser say
// and draw is read in this very process.
import { chooseBrowserUser } from './browser/browser-user.ts'
import { BrowserError } from './browser/browser-error.ts'

/**
 * For good, and for the whole process: what is read and loaded from then on has to be open to everybody. Does nothing where
 * we are not root. Because the process changes in its life, the kernel keeps others of the same user, the browsers it
 * starts among them, from looking into it (ptrace, /proc/<pid>/environ).
 *
 * @param chance from 0 up to and without 1
 * @returns who we are now, or nothing where we were not root
 */
export function giveUpRoot(chance: number): { uid: number; gid: number } | undefined {
  const user = chooseBrowserUser(chance, new Set())
  if (user === undefined) return undefined
  try {
    // In this order: the last one takes the right to do the other two.
    process.setgroups?.([])
    process.setgid?.(user.gid)
    process.setuid?.(user.uid)
  } catch (error) {
    const sentence =
      'The runner does not run as root, and root may not change to another user here (a container without that right?): start it as an ordinary user.'
    throw new BrowserError('no_user', sentence, { cause: error })
  }
  return user
}
