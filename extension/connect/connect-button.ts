// The button for an admin who sets two-factor up at a service, and what went wrong behind it.
import { failureSentence, startAgainWhenOver, type App } from '../app/app.ts'
import type { Tab } from '../app/browser-api.ts'
import { element } from '../app/element.ts'
import { notice } from '../app/view.ts'
import { connectView } from './connect-view.ts'

export function connectButton(app: App, tab: Tab): HTMLElement {
  const { t } = app
  const region = element('div', { role: 'alert' })
  const button = element(
    'button',
    { type: 'button', class: 'default', onclick: () => void read() },
    t('connect.title'),
  )

  async function read(): Promise<void> {
    button.disabled = true
    try {
      app.show(await connectView(app, tab))
    } catch (error) {
      if (await startAgainWhenOver(app, error)) return
      region.replaceChildren(notice('bad', failureSentence(error, t, app.address)))
    } finally {
      button.disabled = false
    }
  }

  return element(
    'section',
    { class: 'connect' },
    region,
    button,
    element('p', { class: 'quiet' }, t('connect.hint')),
  )
}
