// A browser that somebody else has started, with a port for the DevTools protocol.
import { spawn } from 'node:child_process'
import { findTestBrowser } from './test-browsers.ts'

export interface BrowserElsewhere {
  /** For COUNTERSIGN_BROWSER. */
  address: string
  isThere: () => boolean
  kill: () => void
}

/** @param folder for its profile; one that the caller removes */
export async function startBrowserElsewhere(folder: string): Promise<BrowserElsewhere> {
  const found = await findTestBrowser()
  if (found.kind !== 'program') throw new Error('The test starts its browser itself.')
  const remote = spawn(found.path, [
    '--headless',
    '--remote-debugging-port=0',
    `--user-data-dir=${folder}`,
    '--no-first-run',
    '--disable-dev-shm-usage',
    // Its pages are our own, and root has no sandbox.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    'about:blank',
  ])
  const address = await new Promise<string>((resolve, reject) => {
    remote.stderr.on('data', (data) => {
      const [, place] = /DevTools listening on (ws:\S+)/.exec(String(data)) ?? []
      if (place !== undefined) resolve(place)
    })
    remote.once('exit', () => reject(new Error('The browser ended.')))
  })
  return {
    address,
    isThere: () => remote.exitCode === null && remote.signalCode === null,
    kill: () => void remote.kill('SIGKILL'),
  }
}
