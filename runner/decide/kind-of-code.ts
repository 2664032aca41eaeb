// Which code a page asks for. The recogniser looks at the field; this looks at what the page says was sent, because a code of
// the app in a box for a mailed one tells it to whoever reads that mail's page, and may lock the account.
import type { CodeKind } from '../recognise/recognised.ts'
import type { PerceivedFrame } from '../perceive/perception.ts'
import type { Situation } from './situation.ts'
import { codeOfApp, sentByMail, sentByText, waitsForTap } from './words/other-ways.ts'
import { plain, says } from './words/phrase.ts'

export function kindOfCode(frame: PerceivedFrame, { signIn }: Situation): CodeKind {
  const recognised = signIn?.code === undefined ? undefined : signIn.codeKind
  if (recognised !== undefined && recognised !== 'unsaid' && recognised !== 'authenticator') return recognised
  const text = plain(frame.text)
  const speaksOfApp = says(text, codeOfApp)
  const sent = says(text, sentByMail) ? 'mailed' : says(text, sentByText) ? 'texted' : undefined
  // Both: the field's own words decide, and where there are none, nothing is typed.
  if (sent !== undefined && !(speaksOfApp && recognised === 'authenticator')) return sent
  if (speaksOfApp) return 'authenticator'
  if (recognised === undefined && says(text, waitsForTap)) return 'pushed'
  return recognised ?? 'unsaid'
}
