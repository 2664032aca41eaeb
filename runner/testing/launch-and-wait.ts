// A program for a test: starts a browser, says where it is, and waits to be killed.
import { openEgressProxy } from '../browser/egress-proxy.ts'
import { launchBrowser } from '../browser/launch.ts'
import { readAllowed } from '../../reach/reachable.ts'

const [, , path = ''] = process.argv
const proxy = await openEgressProxy({ allowed: readAllowed([]), own: [] })
const { browser, processGroup, folder } = await launchBrowser({ path, proxy: proxy.address, chance: 0.75 })
await browser.newPage()
process.stdout.write(`${JSON.stringify({ processGroup, folder })}\n`)
