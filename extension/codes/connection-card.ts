// One connection: its name, and its codes, one at a time: filled into the page where it belongs there, or shown.
import type { Answer } from '../../contract/client.ts'
import { failureSentence, startAgainWhenOver, waitSecondsOf, type App } from '../app/app.ts'
import type { Tab } from '../app/browser-api.ts'
import { element } from '../app/element.ts'
import { notice } from '../app/view.ts'
import { fillCode } from '../fill/fill.ts'
import { freshly } from '../sessions/step-up.ts'
import { codeRing } from './code-ring.ts'

export type Connection = Answer<'GET /api/v1/connections/{id}'>

/** Where a code of it may be typed now. */
export interface FillPlace {
  tab: Tab
  origin: string
}

export function connectionCard(app: App, connection: Connection, place?: FillPlace): HTMLElement {
  const { t, api } = app
  const { id, name, url, username, secret, may } = connection
  const region = element('div', { role: 'status' })
  const buttons: HTMLButtonElement[] = []

  const askForCode = () =>
    freshly(app, () => api.client.call('GET /api/v1/connections/{id}/code', { params: { id } }))

  /** One at a time, and what went wrong is told where it was begun. */
  async function run(work: () => Promise<HTMLElement>): Promise<void> {
    for (const button of buttons) button.disabled = true
    region.replaceChildren(element('p', { class: 'quiet' }, t('codes.waiting')))
    try {
      region.replaceChildren(await work())
    } catch (error) {
      if (await startAgainWhenOver(app, error)) return
      const wait = waitSecondsOf(error)
      const more = wait > 0 ? ` ${t('failure.tryAgainIn', { count: wait })}` : ''
      region.replaceChildren(notice('bad', failureSentence(error, t, app.address) + more))
    } finally {
      for (const button of buttons) button.disabled = false
    }
  }

  function addButton(label: string, isMain: boolean, work: () => Promise<HTMLElement>): void {
    const style = isMain ? {} : { class: 'default' }
    buttons.push(element('button', { type: 'button', ...style, onclick: () => void run(work) }, label))
  }

  if (secret !== undefined && may !== 'use') {
    if (place !== undefined) {
      addButton(t('codes.fill'), true, async () => {
        const outcome = await fillCode(
          place.tab,
          place.origin,
          secret.digits,
          async () => (await askForCode()).code,
        )
        return notice(outcome === 'typed' ? 'info' : 'bad', t(`fill.${outcome}`))
      })
    }
    addButton(t('codes.show'), false, async () => {
      const { code, validUntil } = await askForCode()
      const shown = { code, endsAtMs: api.onOurClock(validUntil), periodSeconds: secret.periodSeconds }
      return codeRing(t, shown, () =>
        region.replaceChildren(element('p', { class: 'quiet' }, t('codes.over'))),
      )
    })
  }
  const reason = secret === undefined ? t('codes.noSecret') : t('error.connection.reveal_not_granted')
  return element(
    'li',
    { class: 'card', 'data-connection': id },
    element('p', { class: 'name' }, name),
    element('p', { class: 'quiet' }, `${username} · ${new URL(url).host}`),
    buttons.length === 0
      ? element('p', { class: 'quiet' }, reason)
      : element('div', { class: 'actions' }, ...buttons),
    region,
  )
}
