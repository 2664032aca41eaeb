// What holds for every page, however it is put together.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recognise } from './recognise.ts'
import { writtenPage, type Written } from './testing/written-page.ts'

const words = fc.constantFrom(
  '',
  'Username',
  'Email',
  'Password',
  'New password',
  'Code',
  'Verification code',
  'Search',
  'Recovery code',
  'Sign in',
  'Register',
  'Next',
  'Forgot password?',
  'Captcha',
  'First name',
  'PIN',
  'ログイン',
)
const identifiers = fc.constantFrom(
  '',
  'q',
  'user',
  'email',
  'pass',
  'otp',
  'code',
  'search',
  'submit',
  'login',
  'x1',
)
const control: fc.Arbitrary<Written> = fc.record(
  {
    tag: fc.constantFrom('input' as const, 'button' as const, 'a' as const, 'other' as const),
    type: fc.constantFrom('text', 'password', 'email', 'tel', 'search', 'submit', 'checkbox', 'number', ''),
    id: identifiers,
    name: identifiers,
    label: words,
    placeholder: words,
    nearby: words,
    autocomplete: fc.constantFrom('', 'username', 'one-time-code', 'current-password', 'new-password', 'off'),
    maxLength: fc.constantFrom(1, 6, 64),
    isVisible: fc.boolean(),
    isDisabled: fc.boolean(),
    box: fc.record({
      x: fc.integer({ min: 0, max: 900 }),
      y: fc.constantFrom(100, 100, 200, 300),
      width: fc.constantFrom(0, 40, 240),
      height: fc.constantFrom(0, 40),
    }),
  },
  { requiredKeys: ['tag', 'type'] },
)
const page = fc.record({
  title: words,
  forms: fc.array(fc.record({ controls: fc.array(control, { maxLength: 9 }) }), { maxLength: 3 }),
  loose: fc.array(control, { maxLength: 6 }),
})

test('no hidden element is ever chosen, and none for two purposes', () => {
  fc.assert(
    fc.property(page, (written) => {
      const perception = writtenPage(written)
      const { fields, signIn } = recognise(perception)
      const chosen =
        signIn === undefined ? [] : [signIn.identifier, signIn.password, signIn.submit, signIn.remember]
      const places = [...chosen, ...(signIn?.code ?? [])].flatMap((ref) =>
        ref === undefined ? [] : [ref.element],
      )
      for (const place of places) {
        expect(perception.frames[0]?.controls.find((one) => one.ref.element === place)?.isVisible).toBe(true)
      }
      expect(new Set(places).size).toBe(places.length)
      const searches = fields.filter((field) => field.purpose === 'search').map((field) => field.ref.element)
      expect(searches.filter((place) => signIn?.code?.some((ref) => ref.element === place))).toEqual([])
    }),
    { numRuns: 500 },
  )
})

test('the same page is recognised the same, and each field once', () => {
  fc.assert(
    fc.property(page, (written) => {
      const perception = writtenPage(written)
      const found = recognise(perception)
      expect(recognise(structuredClone(perception))).toEqual(found)
      const places = found.fields.map((field) => field.ref.element)
      expect(new Set(places).size).toBe(places.length)
    }),
    { numRuns: 200 },
  )
})
