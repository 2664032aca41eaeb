// The form of the catalogue: English names the keys, the other languages must have the same.
import type { enConsole } from './en-console.ts'
import type { enSecondFactor } from './en-second-factor.ts'
import type { en } from './en.ts'

type EnglishKey = keyof typeof en | keyof typeof enConsole

/** What is there before somebody is signed in. */
export type EntryTexts = Record<keyof typeof en, string>

/** What is said from the second factor on, and by the signed-in pages. */
export type SecondFactorTexts = Record<keyof typeof enSecondFactor, string>

/** What the signed-in pages say beside the first sight, with what the second factor says. */
export type ConsoleTexts = Record<keyof typeof enConsole, string>

/** The catalogue of one language. */
export type Catalogue = Record<EnglishKey, string>

/** A key as it is asked for: a text that counts is asked for without its `_one` or `_other`. */
export type TextKey =
  | Exclude<EnglishKey, `${string}_one` | `${string}_other`>
  | (EnglishKey extends infer Key ? (Key extends `${infer Stem}_other` ? Stem : never) : never)
