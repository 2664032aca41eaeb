// What a person does in the page, on its way to the server: in order, one request at a time, and forgotten as it is sent.
import type { z } from 'zod'
import type { recordingInput } from '../../contract/recordings.ts'
import type { personInput } from '../../contract/take-over.ts'

export type TakeOverInput = z.output<typeof personInput>

/** What is done in the page of a dashboard whose way is shown may be more: a part of the login is named there. */
export type PageInput = z.output<typeof recordingInput>

/** As much as one request takes. */
const mostInputs = 100
const mostLetters = 500

export interface InputLine {
  add: (input: PageInput) => void
}

/**
 * @param onFailure is told why something was not done. It is not sent again: it may have arrived, and a password that
 *   is typed twice is a wrong one.
 */
export function openInputLine(
  send: (inputs: PageInput[]) => Promise<void>,
  onFailure: (error: unknown) => void,
): InputLine {
  let waiting: PageInput[] = []
  let isSending = false

  async function sendAll(): Promise<void> {
    if (isSending) return
    isSending = true
    while (waiting.length > 0) {
      const now = waiting.slice(0, mostInputs)
      waiting = waiting.slice(mostInputs)
      try {
        await send(now)
      } catch (error) {
        // What was meant to follow has no meaning without it.
        waiting = []
        onFailure(error)
      }
    }
    isSending = false
  }

  return {
    add(input) {
      waiting = joined(waiting, input)
      void sendAll()
    },
  }
}

/** Letters that follow one another are one text, and turns of a wheel one turn. */
function joined(waiting: readonly PageInput[], input: PageInput): PageInput[] {
  const last = waiting.at(-1)
  const before = waiting.slice(0, -1)
  if (input.kind === 'text' && last?.kind === 'text' && last.text.length + input.text.length <= mostLetters) {
    return [...before, { kind: 'text', text: last.text + input.text }]
  }
  if (input.kind === 'scroll' && last?.kind === 'scroll') {
    return [...before, { ...input, by: Math.max(-5000, Math.min(5000, last.by + input.by)) }]
  }
  if (input.kind !== 'text' || input.text.length <= mostLetters) return [...waiting, input]
  const parts: PageInput[] = []
  for (let at = 0; at < input.text.length; at += mostLetters) {
    parts.push({ kind: 'text', text: input.text.slice(at, at + mostLetters) })
  }
  return [...waiting, ...parts]
}
