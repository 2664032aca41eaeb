// What a real Chromium shows of a piece of html, and what is recognised in it, told by the ids of its elements.
import { perceive } from '../../perceive/perceive.ts'
import type { ElementRef } from '../../perceive/perception.ts'
import { openPages } from '../../perceive/testing/pages.ts'
import type { CodeKind, FormPurpose } from '../recognised.ts'
import { recognise } from '../recognise.ts'
import { nameOf } from './written-page.ts'

export interface SeenSignIn {
  identifier?: string
  password?: string
  code?: (string | undefined)[]
  codeKind?: CodeKind
  submit?: string
  remember?: string
}

export interface Eyes {
  /** Nothing where no sign-in was recognised. */
  signIn(html: string): Promise<SeenSignIn | undefined>
  purposes(html: string): Promise<FormPurpose[]>
  close(): Promise<void>
}

export async function openEyes(): Promise<Eyes> {
  const pages = await openPages()
  async function see(html: string) {
    const page = await pages.open(`<!doctype html><meta charset="utf-8">${html}`)
    try {
      const { perception } = await perceive(page, [])
      return { perception, recognised: recognise(perception) }
    } finally {
      await page.context().close()
    }
  }
  return {
    async signIn(html) {
      const { perception, recognised } = await see(html)
      const { signIn } = recognised
      if (signIn === undefined) return undefined
      const named = (key: 'identifier' | 'password' | 'submit' | 'remember') => {
        const name = nameOf(perception, signIn[key])
        return name === undefined ? {} : { [key]: name }
      }
      const boxes = signIn.code?.map((ref: ElementRef) => nameOf(perception, ref))
      return {
        ...named('identifier'),
        ...named('password'),
        ...named('submit'),
        ...named('remember'),
        ...(boxes === undefined ? {} : { code: boxes }),
        ...(signIn.codeKind === undefined ? {} : { codeKind: signIn.codeKind }),
      }
    },
    async purposes(html) {
      const { recognised } = await see(html)
      return recognised.forms.map((form) => form.purpose)
    },
    close: () => pages.close(),
  }
}
