// A screen that is nobody's shows a code, and waits until somebody has typed it.
import { ask, chance } from './ask.ts'
import { waitBefore } from './schedule.ts'
import type { Texts } from './texts.ts'

interface Asked {
  pairingCode: string
  displayedName: string
  qrSvg: string
  pollToken: string
}

export type ShowCard = (lines: readonly { tag: string; text: string; style?: string }[]) => void

export function pairScreen(texts: Texts, size: object, showCard: ShowCard, paired: () => void): void {
  let tries = 0

  const again = (go: () => void): void => {
    setTimeout(go, waitBefore(tries, chance()))
    tries += 1
  }

  function begin(): void {
    ask('POST', '/api/v1/screens/pairings', size, ({ isOk, code, body }) => {
      if (!isOk) {
        showCard([
          { tag: 'h1', text: texts.pair },
          { tag: 'p', text: code === undefined ? texts.offline : texts.busy },
        ])
        return again(begin)
      }
      tries = 0
      const { pairingCode, displayedName, qrSvg, pollToken } = body as Asked
      showCard([
        { tag: 'h1', text: texts.pair },
        { tag: 'p', text: texts.how(location.host) },
        { tag: 'div', style: 'code', text: `${pairingCode.slice(0, 3)} ${pairingCode.slice(3)}` },
        { tag: 'p', text: texts.scan },
        { tag: 'img', text: qrSvg },
        { tag: 'p', text: texts.compare },
        { tag: 'p', style: 'words', text: displayedName },
      ])
      wait(pollToken)
    })
  }

  function wait(pollToken: string): void {
    ask('POST', '/api/v1/screens/pairings/wait', { pollToken }, ({ isOk, body }) => {
      const state = isOk ? (body as { state: string }).state : undefined
      if (state === 'paired') return paired()
      if (state === 'over') return begin()
      if (state === undefined) return again(() => wait(pollToken))
      tries = 0
      wait(pollToken)
    })
  }

  showCard([{ tag: 'p', text: texts.busy }])
  begin()
}
