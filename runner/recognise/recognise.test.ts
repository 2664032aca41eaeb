// The hard pages, one by one, as small written perceptions.
import { expect, test } from 'vitest'
import type { Recognised } from './recognised.ts'
import { recognise } from './recognise.ts'
import { button, input, nameOf, writtenPage, type WrittenPage } from './testing/written-page.ts'

function signInOn(page: WrittenPage) {
  const perception = writtenPage(page)
  const { signIn } = recognise(perception)
  return signIn === undefined
    ? undefined
    : {
        identifier: nameOf(perception, signIn.identifier),
        password: nameOf(perception, signIn.password),
        code: signIn.code?.map((ref) => nameOf(perception, ref)),
        codeKind: signIn.codeKind,
        submit: nameOf(perception, signIn.submit),
        remember: nameOf(perception, signIn.remember),
      }
}

function purposeOf(page: WrittenPage): Recognised['forms'][number]['purpose'] | undefined {
  return recognise(writtenPage(page)).forms[0]?.purpose
}

const name = input('text', { id: 'name', label: 'Username' })
const password = input('password', { id: 'password', label: 'Password' })

test('name, password, a box to stay signed in, and the button', () => {
  const stay = input('checkbox', { id: 'stay', label: 'Keep me signed in' })
  const found = signInOn({ forms: [{ controls: [name, password, stay, button('Sign in')] }] })
  expect(found).toMatchObject({
    identifier: 'name',
    password: 'password',
    submit: 'Sign in',
    remember: 'stay',
  })
  expect(found?.code).toBeUndefined()
})

test('identifier first: the hidden password box is left alone', () => {
  const hidden = input('password', { id: 'later', isVisible: false })
  const email = input('email', { id: 'email', label: 'Email address', autocomplete: 'username' })
  const found = signInOn({ title: 'Sign in', forms: [{ controls: [email, hidden, button('Next')] }] })
  expect(found).toMatchObject({ identifier: 'email', submit: 'Next' })
  expect(found?.password).toBeUndefined()
})

test('the second page: a password alone, with the name hidden', () => {
  const hidden = input('text', { id: 'who', name: 'username', isVisible: false })
  const found = signInOn({ forms: [{ controls: [hidden, password, button('Log in')] }] })
  expect(found).toMatchObject({ password: 'password', submit: 'Log in' })
  expect(found?.identifier).toBeUndefined()
})

test('a code on the same form as the password', () => {
  const code = input('text', { id: 'otp', label: 'Authenticator code', maxLength: 6 })
  const found = signInOn({ forms: [{ controls: [name, password, code, button('Sign in')] }] })
  expect(found).toMatchObject({
    identifier: 'name',
    password: 'password',
    code: ['otp'],
    codeKind: 'authenticator',
  })
})

test('sign-up and search beside the sign-in', () => {
  const found = signInOn({
    forms: [
      {
        action: '/search',
        controls: [input('search', { id: 'q', name: 'q', placeholder: 'Search' }), button('Search')],
      },
      {
        controls: [
          input('text', { id: 'first', label: 'First name' }),
          input('email', { id: 'new-email', label: 'Email' }),
          input('password', { id: 'new-1', label: 'Choose a password' }),
          input('password', { id: 'new-2', label: 'Confirm password' }),
          button('Create account'),
        ],
      },
      { controls: [name, password, button('Log in')] },
    ],
  })
  expect(found).toMatchObject({ identifier: 'name', password: 'password', submit: 'Log in' })
})

test('a search alone, a newsletter, a new account and a lost password are no sign-in', () => {
  const email = input('email', { id: 'e', label: 'Email' })
  const two = [
    input('password', { id: 'a', label: 'Password' }),
    input('password', { id: 'b', label: 'Repeat password' }),
  ]
  expect(signInOn({ forms: [{ controls: [input('search', { name: 'q' }), button('Go')] }] })).toBeUndefined()
  expect(signInOn({ forms: [{ controls: [email, button('Subscribe')] }] })).toBeUndefined()
  expect(signInOn({ forms: [{ controls: [email, ...two, button('Register')] }] })).toBeUndefined()
  const reset = { headings: ['Forgot your password?'], controls: [email, button('Send reset link')] }
  expect(signInOn({ forms: [reset] })).toBeUndefined()
  expect(purposeOf({ forms: [{ controls: [email, ...two, button('Register')] }] })).toBe('signup')
  expect(purposeOf({ forms: [{ controls: [email, button('Subscribe')] }] })).toBe('newsletter')
  expect(purposeOf({ forms: [reset] })).toBe('reset')
})

test('a new password is asked for: no sign-in, and the old one is told from the new', () => {
  const page = {
    forms: [
      {
        headings: ['Change your password'],
        controls: [
          input('password', { id: 'old', label: 'Current password' }),
          input('password', { id: 'new', label: 'New password' }),
          input('password', { id: 'again', label: 'Confirm new password' }),
          button('Save'),
        ],
      },
    ],
  }
  expect(signInOn(page)).toBeUndefined()
  expect(recognise(writtenPage(page)).fields.map((field) => field.purpose)).toEqual([
    'current-password',
    'new-password',
    'new-password',
    'submit',
  ])
})

test('a folded sign-in in the header does not win over the one that is seen', () => {
  const found = signInOn({
    forms: [
      {
        id: 'header-login',
        controls: [
          { ...name, id: 'h-name', isVisible: false },
          { ...password, id: 'h-pw', isVisible: false },
        ],
      },
      { controls: [name, password, button('Sign in')] },
    ],
  })
  expect(found).toMatchObject({ identifier: 'name', password: 'password' })
})

test('a number of a customer and a PIN', () => {
  const found = signInOn({
    forms: [
      {
        controls: [
          input('text', { id: 'number', label: 'Customer number' }),
          input('password', { id: 'pin', label: 'PIN', maxLength: 5 }),
          button('Log on'),
        ],
      },
    ],
  })
  expect(found).toMatchObject({ identifier: 'number', password: 'pin' })
})

test('a telephone number as the name', () => {
  const phone = input('tel', { id: 'phone', label: 'Mobile number' })
  expect(signInOn({ forms: [{ controls: [phone, password, button('Log in')] }] })).toMatchObject({
    identifier: 'phone',
  })
})

test('a box of plain text for the password, with a hidden decoy', () => {
  const decoy = input('password', { id: 'decoy', name: 'password', isVisible: false })
  const plainBox = input('text', { id: 'real', name: 'pwd', label: 'Password' })
  const found = signInOn({ forms: [{ controls: [name, decoy, plainBox, button('Sign in')] }] })
  expect(found).toMatchObject({ identifier: 'name', password: 'real' })
})

test('boxes without a name, one for each digit, in the order of reading', () => {
  const boxes = Array.from({ length: 6 }, (_, at) =>
    input('text', { id: `d${at}`, maxLength: 1, box: { x: 100 + 50 * at, y: 200, width: 40, height: 48 } }),
  )
  const found = signInOn({
    headings: ['Two-step verification'],
    forms: [{ controls: [...boxes, button('Verify')] }],
  })
  expect(found?.code).toEqual(['d0', 'd1', 'd2', 'd3', 'd4', 'd5'])
  expect(found?.submit).toBe('Verify')
})

test('a picture with letters that is called "verification code" is no code', () => {
  const captcha = input('text', {
    id: 'captcha',
    name: 'captcha',
    label: 'Verification code',
    nearby: 'the letters in the image',
  })
  const found = signInOn({ forms: [{ controls: [name, password, captcha, button('Sign in')] }] })
  expect(found).toMatchObject({ identifier: 'name', password: 'password' })
  expect(found?.code).toBeUndefined()
})

test('what sends it is a link or a div', () => {
  const link = { tag: 'a' as const, id: 'link', label: 'Log in', href: 'javascript:void(0)' }
  const div = { tag: 'other' as const, id: 'div', label: 'Sign in', hints: 'btn btn-primary' }
  const lost = { tag: 'a' as const, id: 'lost', label: 'Forgot password?', href: '/forgot' }
  expect(signInOn({ forms: [{ controls: [name, password, lost, link] }] })?.submit).toBe('link')
  expect(signInOn({ loose: [name, password, lost, div] })?.submit).toBe('div')
})

test('never the button of another company, nor the one that shows the password', () => {
  const found = signInOn({
    forms: [
      {
        controls: [
          button('Continue with Google'),
          name,
          password,
          button('Show password', { type: 'button' }),
          button('Continue'),
          button('Sign in with Facebook'),
        ],
      },
    ],
  })
  expect(found?.submit).toBe('Continue')
})

test('postcodes and vouchers are no codes', () => {
  for (const label of ['Postal code', 'Gift code', 'Coupon code', 'Country code']) {
    const box = input('text', { id: 'box', label, maxLength: 8 })
    expect(signInOn({ forms: [{ controls: [box, button('Continue')] }] })?.code, label).toBeUndefined()
  }
})

test('which code it is, is said by the page', () => {
  const box = input('text', { id: 'code', label: 'Code', maxLength: 6 })
  const kindOf = (text: string, more = {}) => {
    const page = { text, forms: [{ text, controls: [{ ...box, ...more }, button('Verify')] }] }
    return signInOn(page)?.codeKind
  }
  expect(kindOf('Enter the code from your authenticator app')).toBe('authenticator')
  expect(kindOf('We sent a code to your email address. Check your inbox.')).toBe('mailed')
  expect(kindOf('We sent a text message to the number ending in 27')).toBe('texted')
  expect(kindOf('Enter the code')).toBe('unsaid')
  expect(kindOf('Two-factor authentication', { label: 'Recovery code', id: 'recovery', maxLength: 20 })).toBe(
    'recovery',
  )
  expect(kindOf('Code from the authenticator app. Try another way: text message')).toBe('authenticator')
})

test('the way around that a page offers says nothing of the code that it asks for', () => {
  const text = 'Enter the code that we sent by text message. Use your authenticator app instead Recovery code'
  const way = { tag: 'a' as const, label: 'Use your authenticator app instead', href: '#' }
  const box = input('text', { id: 'code', label: 'Code', maxLength: 6 })
  const form = { text, controls: [box, button('Verify'), way, button('Recovery code', { type: 'button' })] }
  expect(signInOn({ text, forms: [form] })).toMatchObject({
    code: ['code'],
    codeKind: 'texted',
    submit: 'Verify',
  })
  expect(signInOn({ text, headings: ['Check your phone'], loose: form.controls })?.codeKind).toBe('texted')
})

test('a frame that is hidden, or of another site, is not signed in to instead of the page', () => {
  const own = writtenPage({ forms: [{ controls: [name, password, button('Go on')] }] })
  const other = writtenPage({
    url: 'https://advertisement.example/',
    title: 'Sign in',
    forms: [{ action: '/login', controls: [name, password, button('Sign in')] }],
  })
  const [page] = own.frames
  const [frame] = other.frames
  if (page === undefined || frame === undefined) throw new Error('no frames')
  const inside = (isVisible: boolean) => ({
    ...frame,
    isMain: false,
    isVisible,
    controls: frame.controls.map((control) => ({ ...control, ref: { ...control.ref, frame: 1 } })),
  })
  expect(recognise({ ...own, frames: [page, inside(true)] }).signIn?.password?.frame).toBe(0)
  const empty = { ...page, controls: [], forms: [] }
  expect(recognise({ ...own, frames: [empty, inside(true)] }).signIn?.password?.frame).toBe(1)
  expect(recognise({ ...own, frames: [empty, inside(false)] }).signIn).toBeUndefined()
})

test('nothing on an empty page, and nothing on one without fields', () => {
  expect(recognise(writtenPage({}))).toEqual({ fields: [], forms: [] })
  expect(
    signInOn({ text: 'Dashboard', loose: [{ tag: 'a', label: 'Sign out', href: '/out' }] }),
  ).toBeUndefined()
})
