// Who the browser's processes are. Chromium has no sandbox for root, and what breaks out of it should find nothing that
// is its own: each browser gets a user id that nobody else has.
import { readdirSync, readFileSync, statSync } from 'node:fs'

export interface BrowserUser {
  uid: number
  gid: number
}

// The range that systemd gives to services without an account of their own: no system hands it out to people.
const firstId = 61_184
const countOfIds = 4_336

/**
 * Nothing when we are not root: then the browser runs as we do. Otherwise an id below 65,536, so that it exists in the
 * containers that map no more, without an entry in the password file, a process or another browser of ours.
 *
 * @param chance from 0 up to and without 1, so that two runners on one machine begin at different places
 * @param taken ids of browsers that are running
 */
export function chooseBrowserUser(chance: number, taken: ReadonlySet<number>): BrowserUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const used = new Set([...taken, ...namedIds(), ...runningIds()])
  const start = Math.floor(chance * countOfIds)
  for (let tried = 0; tried < countOfIds; tried++) {
    const id = firstId + ((start + tried) % countOfIds)
    if (!used.has(id)) return { uid: id, gid: id }
  }
  return undefined
}

function namedIds(): number[] {
  try {
    return readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => Number(line.split(':')[2]))
  } catch {
    return [] // no such file is the same as nobody in it
  }
}

/** Where there is no /proc, the chance of meeting another one is what remains. */
function runningIds(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => statSync(`/proc/${name}`, { throwIfNoEntry: false })?.uid ?? [])
  } catch {
    return []
  }
}
