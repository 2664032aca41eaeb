// The connections that one may use: first those whose codes belong into the page that one looks at.
import type { Client } from '../../contract/client.ts'
import { hostOf, type App } from '../app/app.ts'
import { browserApi, type Tab } from '../app/browser-api.ts'
import { element } from '../app/element.ts'
import { asides, linkTo, notice, quietButton, view } from '../app/view.ts'
import { connectButton } from '../connect/connect-button.ts'
import { whereToFill } from '../fill/where-to-fill.ts'
import { record } from '../record/record.ts'
import { recordButton, recordView } from '../record/record-view.ts'
import { signOut } from '../sessions/sign-out.ts'
import { connectionCard, type Connection } from './connection-card.ts'

/** With more than that one looks for a name. */
const fewConnections = 6

export async function codesView(app: App): Promise<HTMLElement> {
  const { t } = app
  const { client } = app.api
  const [connections, tab, { account }] = await Promise.all([
    loadConnections(client),
    currentTab(),
    client.call('GET /api/v1/me'),
  ])
  // What goes on in the page itself is for admins, and for pages alone.
  const ofAdmin = account.role === 'admin' && tab?.url?.startsWith('http') === true ? tab : undefined
  const way = ofAdmin === undefined ? undefined : await record(ofAdmin, 'look')
  if (ofAdmin !== undefined && way !== undefined) return recordView(app, ofAdmin, way, connections)
  const cards = connections.map((connection) => {
    const origin = whereToFill(connection, tab?.url)
    const place = tab === undefined || origin === undefined ? undefined : { tab, origin }
    return { connection, isHere: place !== undefined, card: connectionCard(app, connection, place) }
  })
  const here = cards.filter(({ isHere }) => isHere)
  const others = cards.filter(({ isHere }) => !isHere)
  const search = element('input', {
    type: 'search',
    placeholder: t('codes.search'),
    'aria-label': t('codes.search'),
    oninput: () => {
      for (const { connection, card } of others) card.hidden = !isFound(connection, search.value)
    },
  })
  return view(
    { title: t('codes.title'), beside: quietButton(t('action.signOut'), () => void signOut(app)) },
    connections.length === 0 && notice('info', t('codes.none')),
    here.length > 0 && element('h2', {}, t('codes.here')),
    here.length > 0 && element('ul', {}, ...here.map(({ card }) => card)),
    here.length > 0 && others.length > 0 && element('h2', {}, t('codes.others')),
    others.length > fewConnections && search,
    others.length > 0 && element('ul', {}, ...others.map(({ card }) => card)),
    ofAdmin !== undefined && connectButton(app, ofAdmin),
    ofAdmin !== undefined && recordButton(app, ofAdmin),
    asides(element('span', { class: 'quiet' }, account.email), linkTo(app.address, t('action.openConsole'))),
  )
}

function isFound({ name, username, url }: Connection, wanted: string): boolean {
  const words = wanted.toLowerCase().split(/\s+/)
  const text = `${name} ${username} ${hostOf(url)}`.toLowerCase()
  return words.every((word) => text.includes(word))
}

async function loadConnections(client: Client): Promise<Connection[]> {
  const all: Connection[] = []
  let after: string | undefined
  do {
    const query = { limit: 200, ...(after === undefined ? {} : { after }) }
    const { items, next } = await client.call('GET /api/v1/connections', { query })
    all.push(...items)
    after = next
  } while (after !== undefined)
  return all
}

/** The page under the popup. Where we may not look at it, it has no address. */
async function currentTab(): Promise<Tab | undefined> {
  const [tab] = await browserApi.tabs.query({ active: true, currentWindow: true })
  return tab
}
