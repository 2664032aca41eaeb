// How the views of the popup look: a head, a heading, what there is to do, and what is beside it.
import { drawing, element, type Child } from './element.ts'

/** The mark: a ring that is open, the question, and the point that closes it, the answer. */
function logo(): HTMLElement {
  const mark = drawing(
    'svg',
    { viewBox: '0 0 32 32', class: 'mark', 'aria-hidden': 'true' },
    drawing('rect', { width: 32, height: 32, rx: 8 }),
    drawing('path', { d: 'M20.6 9.8a8 8 0 1 0 0 12.4' }),
    drawing('circle', { cx: 22.6, cy: 16, r: 2.7 }),
  )
  return element('span', { class: 'logo' }, mark, 'Countersign')
}

export function view(
  { title, lead, beside }: { title: string; lead?: string; beside?: HTMLElement },
  ...children: readonly Child[]
): HTMLElement {
  return element(
    'div',
    { class: 'view' },
    element('header', {}, logo(), beside),
    element(
      'main',
      {},
      // Where there is nothing to type or to press first, this is what is read aloud when the view changes.
      element('h1', { tabindex: -1 }, title),
      lead !== undefined && element('p', { class: 'lead' }, lead),
      ...children,
    ),
  )
}

export function notice(tone: 'bad' | 'info', sentence: string): HTMLElement {
  return element('p', { class: 'notice', 'data-tone': tone }, sentence)
}

/** What comes with a new view, read aloud with it. */
export function spokenNotice(tone: 'bad' | 'info', sentence: string): HTMLElement {
  return element('div', { role: 'alert' }, notice(tone, sentence))
}

/** A choice beside the main one, that looks like a link. */
export function quietButton(label: string, onPress: () => void): HTMLButtonElement {
  return element('button', { type: 'button', class: 'link', onclick: onPress }, label)
}

export function linkTo(url: string, label: string): HTMLAnchorElement {
  return element('a', { href: url, target: '_blank', rel: 'noreferrer' }, label)
}

export function asides(...children: readonly Child[]): HTMLElement {
  return element('div', { class: 'asides' }, ...children)
}

export function copyButton(
  text: string,
  t: (key: 'action.copy' | 'action.copied' | 'action.copyFailed') => string,
) {
  const label = element('span', { 'aria-live': 'polite' }, t('action.copy'))
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => (label.textContent = t('action.copied')),
      () => (label.textContent = t('action.copyFailed')),
    )
  }
  return element('button', { type: 'button', class: 'default', onclick: copy }, label)
}
