// The way to a dashboard, shown in one's own browser: its steps in words, and the dashboard that is made of them.
import type { CaptureStep } from '../../contract/dashboards.ts'
import type { App } from '../app/app.ts'
import type { Tab } from '../app/browser-api.ts'
import { element } from '../app/element.ts'
import { makeForm } from '../app/form.ts'
import { asides, linkTo, notice, quietButton, view } from '../app/view.ts'
import type { Connection } from '../codes/connection-card.ts'
import type { Translate } from '../texts/texts.ts'
import { whereToFill } from '../fill/where-to-fill.ts'
import { record } from './record.ts'
import { stepsThrough } from './steps-through.ts'
import type { RecordedWay } from './record-in-page.ts'

/** The sizes that a picture of a dashboard may have. */
const sizes = { width: [320, 3840], height: [240, 3840] } as const

export function recordButton(app: App, tab: Tab): HTMLElement {
  const { t } = app
  const begin = async (): Promise<void> => {
    const way = await record(tab, 'begin')
    app.show(
      view(
        { title: t('record.title') },
        notice('info', t(way === undefined ? 'record.notHere' : 'record.begun')),
        asides(quietButton(t('action.back'), () => void app.start())),
      ),
    )
  }
  return element(
    'section',
    { class: 'connect' },
    element('button', { type: 'button', class: 'default', onclick: () => void begin() }, t('record.title')),
    element('p', { class: 'quiet' }, t('record.hint')),
  )
}

export function recordView(
  app: App,
  tab: Tab,
  way: RecordedWay,
  connections: readonly Connection[],
): HTMLElement {
  const { t, api } = app
  const end = async (): Promise<void> => {
    await record(tab, 'end')
    await app.start()
  }
  const fitting = connections.find((connection) => whereToFill(connection, way.url) !== undefined)
  const stepsOf = (id: string | undefined) =>
    stepsThrough(way.steps, connections.find((connection) => connection.id === id)?.username)
  const form = makeForm(app, {
    fields: [
      { name: 'name', label: t('connect.name'), autocomplete: 'off', value: way.title.slice(0, 100) },
      {
        name: 'connection',
        label: t('record.connection'),
        autocomplete: 'off',
        choices: [
          { value: 'none', text: t('record.public') },
          ...connections.map(({ id, name }) => ({ value: id, text: name })),
        ],
        value: fitting?.id ?? 'none',
      },
    ],
    submitLabel: t('record.submit'),
    async submit({ name, connection }) {
      const body = {
        name,
        url: way.url,
        connection: connection === 'none' ? null : connection,
        capture: { viewport: viewportOf(way), steps: stepsOf(connection) },
      }
      const { id } = await api.client.call('POST /api/v1/dashboards', { body })
      await record(tab, 'end')
      app.show(doneView(app, id))
    },
  })
  const list = element('ol', { class: 'steps' })
  const showSteps = (id: string | undefined) =>
    list.replaceChildren(...stepsOf(id).map((step) => element('li', {}, stepInWords(step, t))))
  showSteps(fitting?.id)
  form.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLSelectElement) showSteps(target.value)
  })
  return view(
    { title: t('record.title'), lead: way.url },
    way.steps.length === 0 ? notice('info', t('record.none')) : list,
    ...way.missed.map((missed) => notice('bad', t(`record.missed.${missed}`))),
    form,
    asides(
      quietButton(t('record.goOn'), () => window.close()),
      quietButton(t('record.discard'), () => void end()),
    ),
  )
}

function doneView(app: App, id: string): HTMLElement {
  const { t, address } = app
  return view(
    { title: t('record.done') },
    asides(
      linkTo(`${address}/dashboards/${id}`, t('record.open')),
      quietButton(t('action.done'), () => void app.start()),
    ),
  )
}

function viewportOf({ width, height }: RecordedWay): { width: number; height: number } {
  const within = (pixels: number, [least, most]: readonly [number, number]) =>
    Math.round(Math.max(least, Math.min(most, pixels)))
  return { width: within(width, sizes.width), height: within(height, sizes.height) }
}

function stepInWords(step: CaptureStep, t: Translate): string {
  const on = 'on' in step ? (step.on?.name ?? step.on?.selector ?? '') : ''
  switch (step.do) {
    case 'press':
      return t('record.press', { on })
    case 'type':
      return t('record.type', { on, text: step.text })
    case 'type_secret':
      return t(`record.type.${step.secret}`)
    case 'key':
      return t('record.key', { key: step.key })
    case 'scroll':
      return t('record.scroll', { count: step.by })
    case 'wait':
      return t('record.wait', { count: step.seconds })
  }
}
