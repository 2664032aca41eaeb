// Where one's Countersign is, and the browser's leave to reach it.
import { element } from '../app/element.ts'
import { openApi } from '../app/api.ts'
import { makeForm, Told } from '../app/form.ts'
import { asides, linkTo, view } from '../app/view.ts'
import type { Translate } from '../texts/texts.ts'
import { readAddress } from './countersign-address.ts'
import { askToReach, moveTo } from './reach.ts'

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
      const answer = askToReach(address)
      const before = words.address
      words.address = address
      await moveTo(address, before)
      if (!(await answer)) throw new Told(t('address.refused'))
      // A link shows what the browser has against the address, such as its certificate, in the browser's own words.
      beside.replaceChildren(linkTo(address, t('action.openTab')))
      await openApi(address, undefined).client.call('GET /api/v1/setup')
      await onDone()
    },
  })
  return view({ title: t('address.title'), lead: t('address.lead') }, form, asides(beside))
}
