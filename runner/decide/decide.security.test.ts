// The attack: a page that wants what is not its own. A look-alike, a form in a foreign frame, a redirect to another site, a
// box that nobody sees, a box for a mailed code; and a service that would lock the account of whoever tries again.
import { describe, expect, it } from 'vitest'
import {
  after,
  anyPack,
  didOn,
  factsOf,
  noon,
  packOf,
  wallConnection,
  type FrameByHand,
  type PageByHand,
} from '../testing/page-by-hand.ts'
import { decide } from './decide.ts'
import type { Decision, Done } from './decision.ts'
import { withoutForeignFrames, type Facts } from './situation.ts'

const form: FrameByHand = {
  text: 'Sign in',
  controls: [
    { is: 'identifier', name: 'email', marks: ['#u'] },
    { is: 'password', type: 'password', name: 'password', marks: ['#p'] },
    { is: 'submit', tag: 'button', type: 'submit', label: 'Sign in', marks: ['#go'] },
  ],
}

const codeForm: FrameByHand = {
  text: 'Two-factor authentication',
  controls: [
    { is: 'code', name: 'otp', marks: ['#c'] },
    { is: 'submit', tag: 'button', type: 'submit', label: 'Verify' },
  ],
}

const pack = packOf({
  states: [
    {
      state: 'password',
      when: { marks: ['#p'] },
      do: {
        fill: [
          { what: 'username', into: ['#u'] },
          { what: 'password', into: ['#p'] },
        ],
        submit: ['#go'],
      },
    },
    { state: 'code', when: { marks: ['#c'] }, do: { fill: [{ what: 'code', into: ['#c'] }] } },
  ],
})

/** Decides until something else than waiting comes out, as the loop does. */
function settle(page: PageByHand, more: Partial<Facts> = {}): Decision {
  const done: Done[] = [...(more.done ?? [])]
  for (let tries = 0; tries < 40; tries += 1) {
    const last = done.at(-1)?.at ?? noon
    const decision = decide(factsOf(page, { ...more, done, now: new Date(last.getTime() + 1000) }))
    if (decision.do !== 'wait') return decision
    done.push({ ...didOn(page, decision), at: new Date(last.getTime() + 1000) })
  }
  throw new Error('it waits for ever')
}

const typedPassword = (page: PageByHand, seconds = 0): Done => {
  const decision = decide(factsOf(page))
  if (decision.do !== 'fill') throw new Error(`it does not type: ${JSON.stringify(decision)}`)
  return didOn(page, decision, seconds)
}

describe.each([
  ['with no pack', anyPack],
  ['with a pack that knows the fields', pack],
])('135: credentials on the wrong page, %s', (_, thePack) => {
  const facts = { pack: thePack }

  it('135: the same form on the right page is filled', () => {
    expect(settle({ ...form, url: 'https://wall.example/login' }, facts)).toMatchObject({
      do: 'fill',
      fields: [{ what: 'username' }, { what: 'password' }],
    })
  })

  it.each([
    'https://wall.example.evil.example/login',
    'https://wa11.example/login',
    'https://login.wall.example/login',
    'https://wall.example:8443/login',
    'http://wall.example/login',
    'https://xn--wll-pla.example/login',
  ])('135: a look-alike at %s gets nothing, not even the name', (url) => {
    expect(settle({ ...form, url }, facts)).toMatchObject({ do: 'stop', cause: 'foreign_page' })
    expect(settle({ ...codeForm, url }, facts)).toMatchObject({ do: 'stop', cause: 'foreign_page' })
  })

  it('135: a foreign page is given time to pass on, and nothing is pressed on it', () => {
    const page = { url: 'https://evil.example/', controls: [{ tag: 'button' as const, label: 'Sign in' }] }
    expect(decide(factsOf(page, facts))).toMatchObject({ do: 'wait' })
    expect(settle(page, facts)).toMatchObject({ do: 'stop', cause: 'foreign_page' })
  })

  it('135: the form of a foreign frame in the right page is never typed into', () => {
    const page: PageByHand = {
      url: 'https://wall.example/',
      text: 'Welcome',
      frames: [{ ...form, url: 'https://evil.example/frame' }],
    }
    expect(settle(page, facts)).not.toMatchObject({ do: 'fill' })
  })

  it('135: after a foreign frame was taken out, what is left of a page has none of its words', () => {
    const { perception } = factsOf({ text: 'Welcome', frames: [{ ...form, url: 'https://evil.example/' }] })
    const [main, foreign] = withoutForeignFrames(perception, {
      pack: thePack,
      connection: wallConnection,
    }).frames
    expect(main?.text).toBe('Welcome')
    expect(foreign).toMatchObject({ text: '', controls: [], marks: [] })
  })

  it('135: a hidden frame of the right origin is not typed into', () => {
    const page: PageByHand = {
      text: 'Welcome',
      frames: [{ ...form, url: 'https://wall.example/frame', isVisible: false }],
    }
    expect(settle(page, facts)).not.toMatchObject({ do: 'fill' })
  })

  it.each([{ isVisible: false }, { isDisabled: true }, { isReadOnly: true }])(
    '135: a field that no person could use is not typed into: %o',
    (hidden) => {
      const controls = form.controls?.map((control) => ({ ...control, ...hidden })) ?? []
      expect(settle({ ...form, controls }, facts)).not.toMatchObject({ do: 'fill' })
    },
  )
})

describe('a code is typed where a code of the app is asked for', () => {
  const signedInAlready = [typedPassword({ ...form, url: 'https://wall.example/login' })]

  it('in a box that says so, and in one that does not say', () => {
    expect(settle(codeForm, { done: signedInAlready })).toMatchObject({ do: 'fill' })
    const text = 'Enter the code from your authenticator app'
    expect(settle({ ...codeForm, text }, { done: signedInAlready })).toMatchObject({ do: 'fill' })
  })

  it.each([
    ['mailed', 'We sent a code to your email w***@example.com'],
    ['mailed', 'Check your inbox'],
    ['texted', 'We texted a code to your phone'],
    ['mailed', 'Wir haben den Code per E-Mail gesendet'],
    ['texted', 'Un code a été envoyé par SMS'],
    ['mailed', 'メールアドレスに送信されたコードを入力'],
  ])('not in a box for a %s one: %s', (_, text) => {
    for (const thePack of [anyPack, pack]) {
      const decision = settle({ ...codeForm, text }, { done: signedInAlready, pack: thePack })
      expect(decision).toMatchObject({ do: 'stop', cause: 'other_code_wanted' })
    }
  })

  it.each(['mailed', 'texted', 'recovery'] as const)('not where the recogniser says %s', (codeKind) => {
    for (const thePack of [anyPack, pack]) {
      const decision = settle({ ...codeForm, codeKind }, { done: signedInAlready, pack: thePack })
      expect(decision).toMatchObject({ do: 'stop', cause: 'other_code_wanted' })
    }
  })

  it('another way is looked for first, and not for ever', () => {
    const page: PageByHand = {
      text: 'We sent a code to your email',
      controls: [
        { is: 'code', name: 'otp' },
        { tag: 'a', label: 'Try another way' },
      ],
    }
    expect(settle(page, { done: signedInAlready })).toMatchObject({
      do: 'click',
      target: { frame: 0, element: 1 },
    })
    const click: Decision = { state: 'any.another_way', do: 'click', target: { frame: 0, element: 1 } }
    const clicked = [...signedInAlready, didOn(page, click, 5), didOn(page, click, 20)]
    expect(settle(page, { done: clicked })).toMatchObject({ do: 'stop', cause: 'other_code_wanted' })
  })
})

describe('a password is typed once', () => {
  const login: PageByHand = { ...form, url: 'https://wall.example/login' }

  it.each([
    'Invalid username or password',
    'Das Passwort ist falsch.',
    'Mot de passe incorrect',
    'La contraseña es incorrecta',
    'Senha incorreta',
    'Password non corretta',
    'Het wachtwoord is onjuist',
    'パスワードが正しくありません',
  ])('and the first refusal ends it: %s', (text) => {
    const done = [typedPassword(login)]
    expect(decide(factsOf({ ...login, text }, { done, now: after(1) }))).toMatchObject({
      do: 'stop',
      cause: 'wrong_password',
    })
  })

  it('without words too, when the form came again and is empty', () => {
    const page = { ...login, text: 'Sign in, please' }
    expect(settle(page, { done: [typedPassword(login)] })).toMatchObject({
      do: 'stop',
      cause: 'wrong_password',
    })
  })

  it('the same form again in another frame, or on another page of ours, is no new chance', () => {
    const connection = { ...wallConnection, signInOrigins: ['https://sso.example'] }
    const page = { ...form, url: 'https://sso.example/login', text: 'Log in here' }
    expect(settle(page, { done: [typedPassword(login)], connection })).toMatchObject({
      do: 'stop',
      cause: 'wrong_password',
    })
  })

  it('twice only where a box for the code has come beside it', () => {
    const withCode = {
      ...login,
      text: 'Enter your code too',
      controls: [...(form.controls ?? []), { is: 'code' as const, name: 'otp' }],
    }
    const done = [typedPassword(login)]
    const decision = settle(withCode, { done })
    expect(decision).toMatchObject({ do: 'fill', state: 'any.password_and_code' })
    const again = [...done, didOn(withCode, decision, 5)]
    expect(settle({ ...withCode, text: 'Again.' }, { done: again })).toMatchObject({
      do: 'stop',
      cause: 'wrong_password',
    })
  })

  it.each([
    'Your account has been locked',
    'Ihr Konto wurde gesperrt',
    'Trop de tentatives',
    'アカウントがロックされました',
  ])('and locked is locked: %s', (text) => {
    expect(decide(factsOf({ ...login, text }))).toMatchObject({ do: 'stop', cause: 'account_locked' })
  })
})

describe('a code is tried twice at most', () => {
  const refused: PageByHand = { ...codeForm, text: 'Invalid code. Try again.' }
  const first = typedPassword(codeForm, 0)

  it('once more after a refusal, with a later one', () => {
    expect(settle(refused, { done: [first] })).toMatchObject({ do: 'fill', fields: [{ what: 'code' }] })
  })

  it('and no third time', () => {
    const second = didOn(refused, first.decision, 40)
    expect(settle(refused, { done: [first, second] })).toMatchObject({ do: 'stop', cause: 'wrong_code' })
  })

  it('and the service is believed when it says why', () => {
    const used: PageByHand = { ...codeForm, text: 'Each code can only be used once.' }
    const second = didOn(used, first.decision, 40)
    expect(settle(used, { done: [first, second] })).toMatchObject({
      do: 'stop',
      cause: 'code_already_used',
    })
  })
})
