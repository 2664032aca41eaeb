// A form: its fields, one button, and what went wrong, with the time to wait where the server asks for it.
import { failureSentence, startAgainWhenOver, waitSecondsOf, type App } from './app.ts'
import { element } from './element.ts'
import { notice } from './view.ts'

interface Field {
  name: string
  label: string
  type?: 'text' | 'password' | 'email' | 'url'
  autocomplete: string
  inputmode?: 'numeric' | 'url'
  value?: string
  placeholder?: string
  isMono?: boolean
  /** One of these is chosen, instead of typed. */
  choices?: readonly { value: string; text: string }[]
}

export interface FormOptions<Name extends string> {
  fields: readonly (Field & { name: Name })[]
  submitLabel: string
  /** Throws what went wrong; a text is told as it is. */
  submit: (values: Record<Name, string>) => Promise<void>
}

/** What is told to whoever typed it, in words that are there already. */
export class Told extends Error {}

export function makeForm<Name extends string>(
  app: Pick<App, 't' | 'address'> & Partial<App>,
  { fields, submitLabel, submit }: FormOptions<Name>,
): HTMLFormElement {
  const { t } = app
  const firstEmpty = fields.findIndex(({ value = '' }) => value === '')
  const inputs = fields.map((field, index) => makeInput(field, index === firstEmpty))
  // The region is there before the failure is: screen readers speak only what changes inside.
  const region = element('div', { role: 'alert' })
  const button = element('button', { type: 'submit', autofocus: fields.length === 0 }, submitLabel)

  async function run(): Promise<void> {
    const values = Object.fromEntries(inputs.map((input) => [input.name, input.value.trim()])) as Record<
      Name,
      string
    >
    const empty = inputs.find((input) => input.value.trim() === '')
    if (empty !== undefined) {
      region.replaceChildren(notice('bad', t('field.missing')))
      return empty.focus()
    }
    button.disabled = true
    button.setAttribute('aria-busy', 'true')
    try {
      // A password may begin or end with a space.
      for (const { name, type, value } of inputs) if (type === 'password') values[name as Name] = value
      await submit(values)
      region.replaceChildren()
    } catch (error) {
      await tell(error)
    } finally {
      button.removeAttribute('aria-busy')
      button.disabled = false
      // A button that is switched off loses the focus: where there is no field, the next try is one key away again.
      if (inputs.length === 0 && document.activeElement === document.body) button.focus()
    }
  }

  async function tell(error: unknown): Promise<void> {
    // Whoever has turned to something else meanwhile, such as recovery codes that are shown only now, stays there.
    if (!form.isConnected) return
    if (isWhole(app) && (await startAgainWhenOver(app, error))) return
    const sentence = error instanceof Told ? error.message : failureSentence(error, t, app.address)
    region.replaceChildren(notice('bad', sentence))
    const field = inputs.at(-1)
    // A code that was judged is not typed again; a password is mended.
    if (field instanceof HTMLInputElement) field.select()
    field?.focus()
    const waitSeconds = waitSecondsOf(error)
    if (waitSeconds > 0) await waitAloud(sentence, waitSeconds)
  }

  /** Until then the button stays as it is: pressed. */
  async function waitAloud(sentence: string, waitSeconds: number): Promise<void> {
    const endsAtMs = Date.now() + waitSeconds * 1000
    // The ticking number is for the eyes; read aloud, it would be read every second.
    const ticking = element('span', { 'aria-hidden': 'true' })
    region.replaceChildren(notice('bad', sentence), ticking)
    while (Date.now() < endsAtMs && region.isConnected) {
      ticking.textContent = t('failure.tryAgainIn', { count: Math.ceil((endsAtMs - Date.now()) / 1000) })
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
    ticking.remove()
  }

  const form = element(
    'form',
    {
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault()
        if (!button.disabled) void run()
      },
    },
    region,
    ...fields.map(({ name, label }, index) =>
      element('div', {}, element('label', { for: idOf(name) }, label), inputs[index]),
    ),
    button,
  )
  return form
}

const idOf = (name: string): string => `field-${name}`

function makeInput(field: Field, autofocus: boolean): HTMLInputElement | HTMLSelectElement {
  const { name, value, choices } = field
  if (choices !== undefined) {
    const options = choices.map((choice) =>
      element('option', { value: choice.value, selected: choice.value === value }, choice.text),
    )
    return element('select', { id: idOf(name), name }, ...options)
  }
  return element('input', {
    id: idOf(name),
    name,
    value,
    autofocus,
    type: field.type ?? 'text',
    autocomplete: field.autocomplete,
    inputmode: field.inputmode,
    placeholder: field.placeholder,
    spellcheck: 'false',
    autocapitalize: 'off',
    class: field.isMono === true ? 'mono' : undefined,
  })
}

function isWhole(app: Partial<App>): app is App {
  return app.start !== undefined
}
