// Words on a page, as a person would read them.
import { describe, expect, it } from 'vitest'
import { hasPhrase, isLabel, plain } from './phrase.ts'
import { later, signIn } from './pages.ts'

const has = (text: string, phrase: string) => hasPhrase(plain(text), phrase)

describe('a phrase', () => {
  it('is found whatever the case, the white space and the apostrophe', () => {
    expect(has('We Couldn’t  find\nyour account', "couldn't find your account")).toBe(true)
  })

  it('is whole words', () => {
    expect(has('unlocked accounts', 'locked')).toBe(false)
    expect(has('AADSTS500531', 'AADSTS50053')).toBe(false)
    expect(has('error AADSTS50053: no', 'AADSTS50053')).toBe(true)
  })

  it('has room for a few words where a star stands, and no more', () => {
    expect(has('incorrect user name or password', 'incorrect*password')).toBe(true)
    expect(has(`incorrect ${'x'.repeat(80)} password`, 'incorrect*password')).toBe(false)
  })

  it('needs no spaces in a language that has none', () => {
    expect(has('入力したパスワードが正しくありません。', 'パスワードが正しくありません')).toBe(true)
  })

  it('is looked for in bounded time on a page made to be slow', () => {
    const text = plain('a b '.repeat(5000))
    expect(hasPhrase(text, 'a*b*a*b*c')).toBe(false)
  })
})

describe('a label', () => {
  it('says one thing and nothing else', () => {
    expect(isLabel(' Log in » ', signIn)).toBe(true)
    expect(isLabel('Log in with a friend', signIn)).toBe(false)
    expect(isLabel('Skip', later)).toBe(true)
    expect(isLabel('Skip to content', later)).toBe(false)
  })
})
