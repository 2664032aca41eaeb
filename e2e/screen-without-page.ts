// A screen that asks as its page does, without one: for tests of the console.
import type { CountersignProcess } from './countersign-process.ts'

export interface ScreenWithoutPage {
  pairingCode: string
  displayedName: string
  untilPaired(): Promise<void>
  /** Fetches its program, and tells that it shows the first item of it. */
  showWhatIsToBeShown(): Promise<void>
  /** What the message on it says. */
  message(): Promise<string | undefined>
  isPaired(): Promise<boolean>
}

interface Program {
  revision: number
  items: { dashboard: string; frame?: { address: string } }[]
  message?: { text: string }
}

const mostTries = 60

export async function pairByHand({ baseUrl }: CountersignProcess): Promise<ScreenWithoutPage> {
  const { origin } = new URL(baseUrl)
  let cookie = ''

  async function ask(method: string, path: string, body?: object): Promise<Response> {
    const answer = await fetch(new URL(path, baseUrl), {
      method,
      headers: { cookie, origin, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    for (const line of answer.headers.getSetCookie()) {
      if (line.includes('countersign_screen=')) cookie = line.split(';', 1)[0] ?? ''
    }
    return answer
  }

  const asked = await ask('POST', '/api/v1/screens/pairings', { width: 1920, height: 1080, pixelRatio: 1 })
  const { pairingCode, displayedName, pollToken } = (await asked.json()) as Record<
    'pairingCode' | 'displayedName' | 'pollToken',
    string
  >
  const program = async () => (await (await ask('GET', '/api/v1/screen')).json()) as Program

  return {
    pairingCode,
    displayedName,
    async untilPaired() {
      for (let tries = 0; tries < mostTries; tries += 1) {
        const answer = await ask('POST', '/api/v1/screens/pairings/wait', { pollToken })
        if (((await answer.json()) as { state: string }).state === 'paired') return
      }
      throw new Error('The screen was not paired.')
    },
    async showWhatIsToBeShown() {
      const { revision, items } = await program()
      const [first] = items
      if (first?.frame === undefined) throw new Error('The screen has nothing to show.')
      const { dashboard, frame } = first
      const showing = { dashboard, address: frame.address, forSeconds: 3 }
      const told = await ask('POST', '/api/v1/screen/reports', {
        revision,
        takes: ['webp', 'jpeg'],
        showing,
        played: [],
      })
      if (told.status !== 204) throw new Error(`The report was refused: ${await told.text()}`)
    },
    message: async () => (await program()).message?.text,
    isPaired: async () => (await ask('GET', '/api/v1/screen')).status === 200,
  }
}
