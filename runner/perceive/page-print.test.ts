// When two looks at a page are looks at the same page.
import { expect, test } from 'vitest'
import { button, input, writtenPage, type WrittenPage } from '../recognise/testing/written-page.ts'
import { pagePrint } from './page-print.ts'

const page: WrittenPage = {
  url: 'https://service.example/login',
  text: 'Sign in to your account. Code expires in 29 seconds. 12:04:59',
  headings: ['Sign in'],
  forms: [{ controls: [input('text', { id: 'name' }), input('password', { id: 'pw' }), button('Sign in')] }],
}
const print = (more: WrittenPage = {}) => pagePrint(writtenPage({ ...page, ...more }))

test('a clock, a countdown and a token change nothing', () => {
  expect(print({ text: 'Sign in to your account. Code expires in 7 seconds. 12:05:21' })).toBe(print())
  expect(print({ url: 'https://service.example/login?state=1f' })).toBe(print())
  expect(print({ url: 'https://service.example/s/4a5be60cc1/login' })).toBe(
    print({ url: 'https://service.example/s/99ab01f2c7/login' }),
  )
})

test('a spinner without words, and what is typed, change nothing', () => {
  const [form] = page.forms ?? []
  const filled = form?.controls.map((control) => ({
    ...control,
    isFilled: true,
    box: { x: 1, y: 2, width: 3, height: 4 },
  }))
  expect(print({ forms: [{ controls: filled ?? [] }] })).toBe(print())
  expect(print({ loose: [{ tag: 'other', role: 'progressbar', isVisible: false }] })).toBe(print())
})

test('an error, a new field, another heading or another address are another page', () => {
  const others = [
    print({ text: `${page.text ?? ''} Wrong password.` }),
    print({
      forms: [
        { controls: [...(page.forms?.[0]?.controls ?? []), input('text', { id: 'otp', label: 'Code' })] },
      ],
    }),
    print({ headings: ['Verify it is you'] }),
    print({ url: 'https://service.example/verify' }),
    print({ url: 'https://other.example/login' }),
  ]
  expect(new Set([print(), ...others]).size).toBe(others.length + 1)
})
