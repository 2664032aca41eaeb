// What to do on a page, once: the outcome of a decision, and what is remembered of those before it.
import type { CauseCode } from '../../contract/causes.ts'
import type { ElementRef } from '../perceive/perception.ts'

/** What is typed. The value is asked for at the moment of typing, for the origin of the frame; no decision holds it. */
export type Typed = 'username' | 'password' | 'code'

export type Decision = {
  /** Which page it was taken for: a state of the service pack, or `any.…` for one that the engine recognised. */
  state: string
} & (
  | {
      do: 'fill'
      fields: {
        what: Typed
        into: ElementRef[]
        /** The code goes right behind the password. */ withCode?: true
      }[]
      tick: ElementRef[]
      /** `none`: the page goes on by itself when the last digit is there. */
      submit: ElementRef | 'enter' | 'none'
    }
  | { do: 'click'; target: ElementRef }
  /** Once, where a button that was pressed changed nothing: the Enter key in this field. */
  | { do: 'press_enter'; in: ElementRef }
  /** The browser's own, before a document of this origin: the name and the password, as it is opened once more. */
  | { do: 'answer_dialog'; origin: string }
  /** Opens the url of the connection. */
  | { do: 'open' }
  | { do: 'wait'; seconds: number }
  | { do: 'stop'; cause: CauseCode; waitMinutes?: number }
  | { do: 'signed_in' }
)

/** What was done in this sign-in, oldest first. Nothing is typed or pressed a second time without a look at it. */
export interface Done {
  state: string
  decision: Decision
  /** The page on which it was done, by its looks: the same page again has the same one. */
  page: string
  at: Date
}
