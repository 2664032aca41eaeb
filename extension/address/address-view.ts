// Where one's Countersign is, and the browser's leave to reach it.
import { element } from '../app/element.ts'
import { openApi } from '../app/api.ts'
import { browserApi } from '../app/browser-api.ts'
import { keptAddress } from '../app/kept.ts'
import { makeForm, Told } from '../app/form.ts'
import { asides, linkTo, view } from '../app/view.ts'
import type { Translate } from '../texts/texts.ts'
import { hostPattern, readAddress } from './countersign-address.ts'

export const mayReach = (address: string): Promise<boolean> =>
  browserApi.permissions.contains({ origins: [hostPattern(address)] })

export function addressView(
  t: Translate,
  kept: string | undefined,
  onDone: () => Promise<void>,
): HTMLElement {
  const beside = element('div', {})
  const words = { t, address: kept ?? '' }
  const form = makeForm(words, {
    fields: [
      {
        name: 'address',
        label: t('address.label'),
        type: 'url',
        inputmode: 'url',
        autocomplete: 'url',
        placeholder: 'https://login.example.com',
        ...(kept === undefined ? {} : { value: kept }),
      },
    ],
    submitLabel: t('action.continue'),
    async submit({ address: typed }) {
      beside.replaceChildren()
      const address = readAddress(typed)
      if (address === undefined) throw new Told(t('address.wrong'))
      // Asked before anything is waited for, while the browser knows that the person has just pressed the button. Some
      // close the popup over the question: what was typed is kept by then, and the next opening goes on from there.
      const answer = browserApi.permissions.request({ origins: [hostPattern(address)] })
      words.address = address
      await keptAddress.set(address)
      if (!(await answer)) throw new Told(t('address.refused'))
      // A link shows what the browser has against the address, such as its certificate, in the browser's own words.
      beside.replaceChildren(linkTo(address, t('action.openTab')))
      await openApi(address, undefined).client.call('GET /api/v1/setup')
      await onDone()
    },
  })
  return view({ title: t('address.title'), lead: t('address.lead') }, form, asides(beside))
}

/** The browser's leave goes with the address. */
export async function forgetAddress(address: string): Promise<void> {
  await keptAddress.forget()
  await browserApi.permissions.remove({ origins: [hostPattern(address)] }).catch(() => false)
}
