// What an alert says, as a sentence for people; and where in the console one sees more.
import { causes, type CauseCode } from '../../contract/causes.ts'
import type { FrameTrouble } from '../../contract/frames.ts'
import type { WallKind } from './wall-states.ts'

export interface AlertFacts {
  kind: WallKind
  subjectId: string
  name: string
  state: 'good' | 'bad'
  reason: string | null
}

const troubles: Record<FrameTrouble, string> = {
  signed_out: 'The service has signed us out.',
  login_refused: 'The service has refused the login there.',
  not_the_dashboard: 'Its address leads to another page.',
  error_page: 'The service answers with an error.',
  blank: 'The page stays empty.',
  unreachable: 'The service does not answer.',
  address_refused: 'The page is at an address that the runner may not reach.',
  took_too_long: 'The page takes too long.',
  step_failed: 'One of its steps finds nothing to press.',
  page_failed: 'The page ended by itself.',
  too_large: 'The picture is too large.',
  no_runner: 'No runner is there.',
  no_room: 'The runner has no memory left for it.',
}

export function sentencesOf({ kind, name, state, reason }: AlertFacts): {
  subject: string
  paragraphs: string[]
} {
  const isGood = state === 'good'
  switch (kind) {
    case 'connection': {
      if (isGood) return say(`${name} is signed in again`)
      const cause = reason === null ? undefined : causes[reason as CauseCode]
      return say(`The sign-in of ${name} failed`, cause?.sentence, cause?.toDo)
    }
    case 'dashboard':
      if (isGood) return say(`${name} has new pictures again`)
      return say(
        `${name} stands still`,
        'No new picture came. Its screens show the last good one, and say how old it is.',
        troubles[reason as FrameTrouble],
      )
    case 'screen':
      if (isGood) return say(`The screen ${name} is there again`)
      return say(
        `The screen ${name} is gone`,
        'It was not heard of for minutes. Is it switched off, or its network gone?',
      )
    case 'runner':
      if (isGood) return say(`The runner ${name} is there again`)
      return say(
        `The runner ${name} is gone`,
        'It does not ask for work any more. Another one goes on, where there is one.',
      )
  }
}

function say(subject: string, ...rest: (string | undefined)[]): { subject: string; paragraphs: string[] } {
  return { subject, paragraphs: [`${subject}.`, ...rest.filter((one) => one !== undefined)] }
}

export function pathOf({ kind, subjectId }: Pick<AlertFacts, 'kind' | 'subjectId'>): string {
  return kind === 'runner' ? '/' : `/${kind}s/${subjectId}`
}
