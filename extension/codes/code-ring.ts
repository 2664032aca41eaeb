// A code while it is good: its digits in two groups, and a ring that empties as its time runs.
import { drawing, element } from '../app/element.ts'
import { copyButton } from '../app/view.ts'
import type { Translate } from '../texts/texts.ts'

const radius = 20
const around = 2 * Math.PI * radius

/** So few that typing it now is a race. */
const fewSeconds = 5

/** @param onOver is called when its time is over, and not when it is taken away before */
export function codeRing(
  t: Translate,
  { code, endsAtMs, periodSeconds }: { code: string; endsAtMs: number; periodSeconds: number },
  onOver: () => void,
): HTMLElement {
  const left = drawing('circle', { cx: 24, cy: 24, r: radius, class: 'left' })
  const number = drawing('text', { x: 24, y: 24 })
  const half = Math.ceil(code.length / 2)
  const whole = element(
    'div',
    { class: 'code-ring' },
    element(
      'div',
      {},
      element('span', { class: 'quiet' }, t('codes.usedUp')),
      element(
        'code',
        { role: 'group', 'aria-label': t('codes.usedUp'), 'data-code': code },
        element('span', {}, code.slice(0, half)),
        element('span', {}, code.slice(half)),
      ),
      copyButton(code, t),
    ),
    drawing(
      'svg',
      { viewBox: '0 0 48 48', 'aria-hidden': 'true' },
      drawing('circle', { cx: 24, cy: 24, r: radius, class: 'track' }),
      left,
      number,
    ),
  )

  const tick = (): void => {
    const secondsLeft = Math.max(0, Math.ceil((endsAtMs - Date.now()) / 1000))
    const share = Math.min(1, secondsLeft / periodSeconds)
    left.setAttribute('stroke-dasharray', `${(share * around).toFixed(2)} ${around.toFixed(2)}`)
    number.textContent = String(secondsLeft)
    whole.toggleAttribute('data-few', secondsLeft <= fewSeconds)
    const isOver = secondsLeft === 0
    setTimeout(
      () => {
        if (whole.isConnected) (isOver ? onOver : tick)()
      },
      isOver ? 0 : 250,
    )
  }
  tick()
  return whole
}
