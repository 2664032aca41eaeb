// Taking in a secret, as a person goes through it: what was given, what the server made of it, what is still missing.
import { useRef, useState } from 'react'
import type { Answer } from '../../contract/client.ts'
import { useAttempt, type Attempt } from '../app/attempt.ts'
import { client } from '../app/client.ts'
import { readAsBase64, refuseFiles } from './secret-files.ts'

type Inspection = Answer<'POST /api/v1/secrets/inspect'>
export type Choices = Extract<Inspection, { choices: unknown }>
export type FoundSecret = Exclude<Inspection, Choices>

/** As the API takes a secret. It lives in this page's memory, and goes nowhere else. */
export interface GivenSecret {
  text?: string
  files?: string[]
  password?: string
  pick?: number
}

export interface SecretIntake {
  /** `empty`: nothing was given. `unfinished`: something was, and it is not, or not yet, a secret. */
  state: 'empty' | 'unfinished' | 'found'
  given: GivenSecret
  found: FoundSecret | undefined
  /** The accounts of an export, also while one of them is chosen. */
  choices: Choices | undefined
  needsPassword: boolean
  /** What stands in the box and was not looked at yet. */
  typed: string
  type: (text: string) => void
  attempt: Attempt
  takeText: (text: string) => void
  /** Adds to an export that still misses parts; replaces everything else. */
  takeFiles: (files: readonly File[]) => void
  openWith: (password: string) => void
  choose: (pick: number) => void
  chooseAgain: () => void
  /** The codes of the next step, when this one is over. */
  renew: () => Promise<void>
  clear: () => void
}

export function useSecretIntake(): SecretIntake {
  const attempt = useAttempt()
  const [given, setGiven] = useState<GivenSecret>({})
  const [found, setFound] = useState<FoundSecret>()
  const [choices, setChoices] = useState<Choices>()
  const [needsPassword, setNeedsPassword] = useState(false)
  const [typed, setTyped] = useState('')
  // What was given later wins, whatever is answered first.
  const round = useRef(0)

  const inspect = async (secret: GivenSecret): Promise<void> => {
    round.current += 1
    const mine = round.current
    const answer = await client.call('POST /api/v1/secrets/inspect', { body: secret })
    if (mine !== round.current) return
    if ('choices' in answer) {
      setChoices(answer)
      setFound(undefined)
    } else setFound(answer)
    setNeedsPassword(false)
  }

  const look = async (secret: GivenSecret): Promise<void> => {
    setGiven(secret)
    const failure = await attempt.run(() => inspect(secret))
    if (failure === undefined) return setTyped('')
    setNeedsPassword(failure.code === 'secret.password_needed' || failure.code === 'secret.password_wrong')
    // That a password is asked for is no failure of anybody's.
    if (failure.code === 'secret.password_needed') attempt.clear()
  }

  const forget = (): void => {
    setFound(undefined)
    setChoices(undefined)
    setNeedsPassword(false)
  }

  const takeFiles = async (files: readonly File[]): Promise<void> => {
    const missesParts =
      choices?.parts !== undefined && choices.parts.missing.length > 0 && found === undefined
    const refused = refuseFiles(files.map(({ size }) => size))
    if (refused !== undefined) return attempt.fail({ code: 'input', key: refused, isPassing: false })
    let read: string[]
    try {
      read = await Promise.all(files.map(readAsBase64))
    } catch {
      return attempt.fail({ code: 'input', key: 'secretBox.unreadable', isPassing: false })
    }
    setTyped('')
    if (!missesParts) {
      forget()
      return look({ files: read })
    }
    await look({
      ...(given.text === undefined ? {} : { text: given.text }),
      files: [...(given.files ?? []), ...read],
    })
  }

  return {
    state: stateOf(given, typed, found),
    given,
    found,
    choices,
    needsPassword,
    typed,
    type: (text) => {
      setTyped(text)
      attempt.clear()
    },
    attempt,
    takeText: (text) => {
      if (attempt.isBusy || text.trim() === '') return
      const missesParts =
        choices?.parts !== undefined && choices.parts.missing.length > 0 && found === undefined
      if (missesParts) return void look({ ...given, text: `${given.text ?? ''}\n${text}`.trim() })
      forget()
      void look({ text })
    },
    takeFiles: (files) => {
      if (!attempt.isBusy && files.length > 0) void takeFiles(files)
    },
    openWith: (password) => void look({ ...given, password }),
    choose: (pick) => void look({ ...given, pick }),
    chooseAgain: () => {
      setFound(undefined)
      const { pick: _, ...rest } = given
      setGiven(rest)
    },
    renew: async () => {
      await attempt.run(() => inspect(given))
    },
    clear: () => {
      round.current += 1
      forget()
      setGiven({})
      setTyped('')
      attempt.clear()
    },
  }
}

function stateOf(given: GivenSecret, typed: string, found: FoundSecret | undefined): SecretIntake['state'] {
  if (found !== undefined) return 'found'
  return typed.trim() === '' && given.text === undefined && given.files === undefined ? 'empty' : 'unfinished'
}
