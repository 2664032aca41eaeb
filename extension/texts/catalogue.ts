// The form of the catalogue: English names the keys, the other languages must have the same.
import type { en } from './en.ts'

export type TextKey = keyof typeof en
export type Catalogue = Record<TextKey, string>
