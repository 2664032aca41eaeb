// “Connect this service”: at a service's set-up page, from the key that it shows to a connection, and its first code back.
import { originOf } from '../../contract/where-to-type.ts'
import { failureSentence, startAgainWhenOver, type App } from '../app/app.ts'
import type { Tab } from '../app/browser-api.ts'
import { element } from '../app/element.ts'
import { makeForm } from '../app/form.ts'
import { asides, notice, quietButton, view } from '../app/view.ts'
import { codeRing } from '../codes/code-ring.ts'
import { fillCode } from '../fill/fill.ts'
import { readKeyOffPage } from './read-page.ts'
import { whichService } from './which-service.ts'

export async function connectView(app: App, tab: Tab): Promise<HTMLElement> {
  const { t, api } = app
  const back = asides(quietButton(t('action.back'), () => void app.start()))
  const origin = originOf(tab.url ?? '')
  const key = origin === undefined ? undefined : await readKeyOffPage(tab)
  if (origin === undefined || key === undefined) {
    return view({ title: t('connect.title') }, notice('info', t('connect.noKey')), back)
  }
  const [inspected, { items: services }] = await Promise.all([
    api.client.call('POST /api/v1/secrets/inspect', { body: { text: key } }),
    api.client.call('GET /api/v1/services'),
  ])
  const { issuer, account } = 'choices' in inspected ? {} : inspected
  const { hostname } = new URL(origin)
  const service = whichService(services, hostname)
  const form = makeForm(app, {
    fields: [
      { name: 'name', label: t('connect.name'), autocomplete: 'off', value: issuer ?? hostname },
      {
        name: 'service',
        label: t('connect.service'),
        autocomplete: 'off',
        choices: services.map(({ id, name }) => ({ value: id, text: name })),
        value: service.id,
      },
      {
        name: 'url',
        label: t('connect.url'),
        type: 'url',
        autocomplete: 'off',
        // Some services set two-factor up at an address at which nothing else is.
        ...(service.isHome ? { value: `${origin}/` } : {}),
      },
      {
        name: 'username',
        label: t('connect.username'),
        autocomplete: 'off',
        ...(account === undefined ? {} : { value: account }),
      },
      // Nobody's browser is to offer to keep it, or to put one's own in.
      { name: 'password', label: t('connect.password'), type: 'password', autocomplete: 'new-password' },
    ],
    submitLabel: t('connect.submit'),
    async submit(login) {
      const body = { ...login, secret: { text: key } }
      await api.client.call('POST /api/v1/connections', { body })
      app.show(madeView(app, tab, origin, key))
    },
  })
  return view({ title: t('connect.title'), lead: t('connect.lead') }, form, back)
}

/**
 * The key is kept, so the service may ask for its first code: typed where the key was shown, else to be copied. What goes
 * wrong with that is told beside it: the connection is made, and whoever sends the form once more makes a second one.
 */
function madeView(app: App, tab: Tab, origin: string, key: string): HTMLElement {
  const { t } = app
  const region = element('div', { role: 'status' })
  const confirm = async (): Promise<void> => {
    try {
      region.replaceChildren(...(await giveFirstCode(app, tab, origin, key, region)))
    } catch (error) {
      if (await startAgainWhenOver(app, error)) return
      region.replaceChildren(
        notice('bad', failureSentence(error, t, app.address)),
        asides(quietButton(t('action.tryAgain'), () => void confirm())),
      )
    }
  }
  void confirm()
  return view(
    { title: t('connect.done') },
    region,
    asides(quietButton(t('action.done'), () => void app.start())),
  )
}

async function giveFirstCode(
  { t, api }: App,
  tab: Tab,
  origin: string,
  key: string,
  region: HTMLElement,
): Promise<HTMLElement[]> {
  const now = await api.client.call('POST /api/v1/secrets/inspect', { body: { text: key } })
  if ('choices' in now) throw new Error('One key makes one code.')
  const { code, digits, periodSeconds, validUntil } = now
  const isTyped = (await fillCode(tab, origin, digits, () => Promise.resolve(code))) === 'typed'
  if (isTyped) return [notice('info', t('connect.typed'))]
  const shown = { code, endsAtMs: api.onOurClock(validUntil), periodSeconds }
  // The connection has the next one.
  const tellOver = () => region.replaceChildren(element('p', { class: 'quiet' }, t('codes.over')))
  return [notice('info', t('connect.typeYourself')), codeRing(t, shown, tellOver)]
}
