// What is decided of the pages of a sign-in, from the first to the dashboard.
import { describe, expect, it } from 'vitest'
import {
  after,
  didOn,
  factsOf,
  noon,
  packOf,
  wallConnection,
  type ControlByHand,
  type PageByHand,
} from '../testing/page-by-hand.ts'
import { decide, rules } from './decide.ts'
import type { Decision, Done } from './decision.ts'
import type { Facts } from './situation.ts'

const button = (label: string, more: Partial<ControlByHand> = {}): ControlByHand => ({
  tag: 'button',
  label,
  ...more,
})

const login: PageByHand = {
  url: 'https://wall.example/login',
  text: 'Sign in',
  controls: [
    { is: 'identifier', name: 'email' },
    { is: 'password', type: 'password', name: 'password' },
    button('Sign in', { is: 'submit' }),
  ],
}

const board: PageByHand = {
  url: 'https://wall.example/board',
  text: 'Sales this week',
  controls: [button('Sign out', { tag: 'a' })],
}

const signedIn: Done = didOn(login, {
  state: 'any.password',
  do: 'fill',
  fields: [
    { what: 'username', into: [{ frame: 0, element: 0 }] },
    { what: 'password', into: [{ frame: 0, element: 1 }] },
  ],
  tick: [],
  submit: { frame: 0, element: 2 },
})

/** With what was done, half a minute after the password was typed, unless another moment is named. */
const decideOn = (page: PageByHand, more: Partial<Facts> = {}): Decision =>
  decide(factsOf(page, { now: after(30), ...more }))

const clickOn = (element: number) => ({ do: 'click', target: { frame: 0, element } })

describe('the rules', () => {
  it('have each their own name', () => {
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length)
  })

  it('decide the same of the same', () => {
    expect(decideOn(login)).toEqual(decideOn(login))
  })
})

describe('typing', () => {
  it('fills what is there, and presses what sends it', () => {
    expect(decideOn(login)).toMatchObject({
      state: 'any.password',
      fields: [{ what: 'username' }, { what: 'password' }],
      submit: { frame: 0, element: 2 },
    })
  })

  it('takes one page after the other, where the name comes first', () => {
    const name: PageByHand = { ...login, controls: [{ is: 'identifier', name: 'email' }, button('Next')] }
    const decision = decideOn(name)
    expect(decision).toMatchObject({ state: 'any.username', submit: 'enter' })
    const password: PageByHand = {
      ...login,
      text: 'wall@example.com',
      controls: [{ is: 'password', type: 'password' }],
    }
    const done = [didOn(name, decision, 1)]
    expect(decideOn(password, { done })).toMatchObject({ fields: [{ what: 'password' }] })
  })

  it('leaves a name that the page shows and takes no other', () => {
    const controls = login.controls?.map((control) => ({
      ...control,
      isReadOnly: control.is === 'identifier',
    }))
    expect(decideOn({ ...login, controls: controls ?? [] })).toMatchObject({
      fields: [{ what: 'password' }],
    })
  })

  it('gives the code with the password where both are asked for, if there is a secret', () => {
    const page = { ...login, controls: [...(login.controls ?? []), { is: 'code' as const, name: 'otp' }] }
    expect(decideOn(page)).toMatchObject({ state: 'any.password_and_code', fields: [{}, {}, {}] })
    const connection = { ...wallConnection, hasSecret: false }
    expect(decideOn(page, { connection })).toMatchObject({ state: 'any.password' })
  })

  it('types only the code, where the password still stands beside it', () => {
    const controls = login.controls?.map((control) => ({ ...control, isFilled: true })) ?? []
    const page: PageByHand = {
      ...login,
      text: 'Now the code',
      controls: [...controls, { is: 'code', name: 'otp' }],
    }
    expect(decideOn(page, { done: [signedIn] })).toMatchObject({
      fields: [{ what: 'code' }],
    })
  })

  it('takes one box for each digit', () => {
    const controls = Array.from({ length: 6 }, () => ({ is: 'code' as const, maxLength: 1 }))
    expect(decideOn({ text: 'Code', controls }, { done: [signedIn] })).toMatchObject({
      fields: [{ what: 'code', into: { length: 6 } }],
    })
  })

  it('ticks what spares the next sign-in', () => {
    const page: PageByHand = {
      ...login,
      controls: [...(login.controls ?? []), { is: 'remember', type: 'checkbox', isChecked: false }],
    }
    expect(decideOn(page)).toMatchObject({ tick: [{ element: 3 }] })
  })

  it('says what the connection lacks', () => {
    expect(decideOn(login, { connection: { ...wallConnection, hasPassword: false } })).toMatchObject({
      cause: 'no_password',
    })
    const code: PageByHand = { text: 'Code', controls: [{ is: 'code' }] }
    const connection = { ...wallConnection, hasSecret: false }
    expect(decideOn(code, { done: [signedIn], connection })).toMatchObject({ cause: 'no_secret' })
  })
})

describe('a page that does not change', () => {
  const typed = login.controls?.map((control) => ({ ...control, isFilled: control.tag !== 'button' })) ?? []
  const stuck = { ...login, controls: typed }

  it('is waited for, then given the Enter key, once, and then given up', () => {
    expect(decideOn(stuck, { done: [signedIn], now: after(1) })).toMatchObject({ do: 'wait' })
    const enter = decideOn(stuck, { done: [signedIn], now: after(6) })
    expect(enter).toMatchObject({ do: 'press_enter', in: { element: 1 } })
    const done = [signedIn, didOn(stuck, enter, 6)]
    expect(decideOn(stuck, { done, now: after(10) })).toMatchObject({ do: 'wait' })
    expect(decideOn(stuck, { done, now: after(20) })).toMatchObject({ do: 'stop', cause: 'unknown_page' })
  })

  it('is not typed into again while it sends, though it looks otherwise', () => {
    const sending = { ...stuck, text: 'Signing in…' }
    expect(decideOn(sending, { done: [signedIn], now: after(3) })).toMatchObject({ do: 'wait' })
  })
})

describe('pages of a second factor that want something else', () => {
  const on = (page: PageByHand) => decideOn(page, { done: [signedIn] })

  it('a tap in an app: another way, or a person', () => {
    const text = 'Approve the sign in request on your phone'
    expect(on({ text, controls: [button('Sign in another way')] })).toMatchObject(clickOn(0))
    expect(on({ text, controls: [] })).toMatchObject({ do: 'stop', cause: 'push_wanted' })
  })

  it('a list of methods: the code of the app, and not its set-up, nor what rings a phone', () => {
    const controls = [
      button('Text me a code'),
      button('Set up an authenticator app'),
      button('Approve a request on my authenticator app'),
      button('Enter a code from your authenticator app'),
    ]
    expect(on({ text: 'Choose how to verify', controls })).toMatchObject(clickOn(3))
  })

  it('a list of methods with radios: the choice, then what sends it', () => {
    const radio = { type: 'radio', label: 'Authenticator app' }
    expect(on({ text: 'Choose', controls: [{ ...radio, isChecked: false }, button('Next')] })).toMatchObject(
      clickOn(0),
    )
    expect(on({ text: 'Choose', controls: [{ ...radio, isChecked: true }, button('Next')] })).toMatchObject(
      clickOn(1),
    )
  })

  it('a passkey: the password where it is taken, another way, or nothing', () => {
    const text = 'Use your passkey to go on'
    expect(decideOn({ text, controls: [button('Use your password instead')] })).toMatchObject(clickOn(0))
    expect(on({ text, controls: [button('Other options')] })).toMatchObject(clickOn(0))
    expect(on({ text, controls: [] })).toMatchObject({ cause: 'passkey_wanted' })
  })
})

describe('pages between', () => {
  const on = (page: PageByHand) => decideOn(page, { done: [signedIn] })

  it('"Stay signed in?" is answered with yes', () => {
    expect(on({ text: 'Stay signed in?', controls: [button('No'), button('Yes')] })).toMatchObject(clickOn(1))
    expect(on({ text: 'Angemeldet bleiben?', controls: [button('Nein'), button('Ja')] })).toMatchObject(
      clickOn(1),
    )
  })

  it.each(['Not now', 'Remind me later', 'Überspringen', 'Plus tard', 'Ahora no', '後で'])(
    'what can be left for later is: %s',
    (label) => {
      const page = { text: 'Protect your account', controls: [button('Start'), button(label)] }
      expect(on(page)).toMatchObject(clickOn(1))
    },
  )

  it('a consent is never given', () => {
    const controls = [button('Accept'), button('Cancel')]
    expect(on({ text: 'Permissions requested', controls })).toMatchObject({ cause: 'consent_wanted' })
  })

  it('a new password is never chosen', () => {
    const controls: ControlByHand[] = [{ type: 'password' }, { type: 'password' }, button('Save')]
    const page: PageByHand = { text: 'Your password has expired', controls }
    const facts = factsOf(page, { done: [signedIn], now: after(30) })
    const fields = [0, 1].map((element) => ({ ref: { frame: 0, element }, purpose: 'new-password' as const }))
    expect(decide({ ...facts, recognised: { fields, forms: [] } })).toMatchObject({
      cause: 'password_expired',
    })
  })

  it('a new secret is not taken in, and its box gets no code of ours', () => {
    const page: PageByHand = {
      text: 'Scan this QR code with your authenticator app',
      controls: [{ is: 'code' }, button('Verify')],
    }
    expect(on(page)).toMatchObject({ cause: 'setup_unfinished' })
  })

  it('a CAPTCHA is left to a person, after a moment in which it may pass by itself', () => {
    const frame = {
      url: 'https://www.google.com/recaptcha/api2/anchor',
      text: "I'm not a robot",
      controls: [{ type: 'checkbox' }],
    }
    const page = { ...login, frames: [frame] }
    const wait = decideOn(page)
    expect(wait).toMatchObject({ do: 'wait' })
    const done = [1, 2, 3].map((seconds) => didOn(page, wait, seconds))
    expect(decideOn(page, { done })).toMatchObject({ do: 'stop', cause: 'captcha' })
  })

  it('a badge that only says who guards the page asks nothing', () => {
    const frame = { url: 'https://www.google.com/recaptcha/api2/anchor', text: 'protected by reCAPTCHA' }
    expect(decideOn({ ...login, frames: [frame] })).toMatchObject({ do: 'fill' })
  })
})

describe('signed in', () => {
  it('is a page at home with a way out', () => {
    expect(decideOn(board)).toMatchObject({ do: 'signed_in' })
  })

  it('is believed of a page without one when it stays so', () => {
    const bare = { ...board, controls: [] }
    const wait = decideOn(bare)
    expect(wait).toMatchObject({ do: 'wait' })
    expect(decideOn(bare, { done: [didOn(bare, wait)] })).toMatchObject({ do: 'signed_in' })
  })

  it.each<[string, PageByHand]>([
    ['a page with a password box', { ...board, controls: [{ type: 'password' }] }],
    ['an empty page', { ...board, text: '', controls: [] }],
    ['a page that is refused', { ...board, status: 403 }],
    ['a page of another site', { ...board, url: 'https://evil.example/board' }],
    ['a page that still offers the way in', { ...board, controls: [button('Log in', { tag: 'a' })] }],
  ])('is not %s', (_, page) => {
    expect(decideOn(page)).not.toMatchObject({ do: 'signed_in' })
  })

  it('is a dashboard that speaks of locked accounts and wrong passwords, too', () => {
    const page = {
      ...board,
      text: 'Locked out: 4 people. Invalid passwords today: 12. Too many attempts: 2.',
    }
    expect(decideOn(page)).toMatchObject({ do: 'signed_in' })
    expect(decideOn(page, { done: [signedIn] })).toMatchObject({ do: 'signed_in' })
    const bare = { ...page, controls: [] }
    const wait = decideOn(bare)
    expect(decideOn(bare, { done: [didOn(bare, wait)] })).toMatchObject({ do: 'signed_in' })
  })

  it('waits for the mark of the pack', () => {
    const pack = packOf({ ready: { marks: ['#drawn'] } })
    expect(decideOn(board, { pack })).toMatchObject({ do: 'wait' })
    expect(decideOn({ ...board, marks: ['#drawn'] }, { pack })).toMatchObject({ do: 'signed_in' })
  })

  it('is not where the pack says signed out', () => {
    const pack = packOf({ signedOut: [{ at: ['{own}/bye*'] }] })
    expect(decideOn({ ...board, url: 'https://wall.example/bye' }, { pack })).not.toMatchObject({
      do: 'signed_in',
    })
  })

  it('may be at another address of the service, where the pack says so', () => {
    const page = { ...board, url: 'https://wall.boards.example/x' }
    const pack = packOf({ home: ['{tenant}.boards.example'] })
    expect(decideOn(page, { pack })).toMatchObject({ do: 'signed_in' })
  })
})

describe('the way in', () => {
  it('is a link that says so, and not the account of another company', () => {
    const controls = [button('Sign in with Google'), button('Log in', { tag: 'a' })]
    expect(decideOn({ ...board, controls })).toMatchObject(clickOn(1))
  })

  it('is the address of the connection, when the sign-in ended elsewhere', () => {
    const connection = { ...wallConnection, signInOrigins: ['https://sso.example'] }
    const page: PageByHand = { url: 'https://sso.example/you', text: 'Your account' }
    const wait: Decision = { state: 'any.unknown', do: 'wait', seconds: 1 }
    const done = [signedIn, ...[1, 2, 3].map((seconds) => didOn(page, wait, seconds))]
    expect(decideOn(page, { connection, done })).toMatchObject({ do: 'open' })
  })
})

describe('ends', () => {
  it.each<[string, Partial<PageByHand>]>([
    ['service_down', { status: 503 }],
    ['account_locked', { status: 429 }],
    ['unreachable', { url: 'chrome-error://chromewebdata/' }],
  ])('%s', (cause, page) => {
    expect(decideOn({ ...login, ...page })).toMatchObject({ do: 'stop', cause })
  })

  it('may not see the page, though signed in', () => {
    const page: PageByHand = { ...board, controls: [], text: 'Forbidden', status: 403 }
    expect(decideOn(page, { done: [signedIn] })).toMatchObject({ cause: 'not_allowed_there' })
  })

  it('a page that is none that we know, after a while', () => {
    const page = { ...board, url: 'https://wall.example/x', text: '', controls: [] }
    const done: Done[] = []
    let decision = decideOn(page)
    for (let tries = 0; decision.do === 'wait' && tries < 30; tries += 1) {
      done.push(didOn(page, decision, tries))
      decision = decideOn(page, { done })
    }
    expect(decision).toMatchObject({ cause: 'unknown_page' })
  })

  it('a sign-in that takes too long', () => {
    expect(decideOn(login, { done: [{ ...signedIn, at: noon }], now: after(600) })).toMatchObject({
      cause: 'took_too_long',
    })
  })
})

describe('the states of a pack', () => {
  const click = { click: ['#later'] }
  const page: PageByHand = { ...board, controls: [], marks: ['#later'] }

  it('act before the engine does, and `once` no second time', () => {
    const pack = packOf({ states: [{ state: 'nag', when: { marks: ['#later'] }, do: click, once: true }] })
    expect(decideOn(page, { pack })).toMatchObject({ state: 'wall.nag', do: 'click' })
    const done = [didOn(page, decideOn(page, { pack }))]
    expect(decideOn(page, { pack, done })).not.toMatchObject({ do: 'click' })
  })

  it('press by the words of a label too', () => {
    const pack = packOf({
      states: [{ state: 'tile', when: { text: ['choose'] }, do: { labelled: ['code from an app'] } }],
    })
    const controls = [button('Text message'), button('Use a code from an app')]
    expect(decideOn({ ...page, text: 'Choose', controls }, { pack })).toMatchObject(clickOn(1))
  })

  it('give way to the engine where they say so', () => {
    const pack = packOf({
      states: [
        { state: 'own_form', when: { text: ['sign in'] }, do: { goOn: true } },
        { state: 'stop', when: { text: ['sign in'] }, do: { stop: 'captcha' } },
      ],
    })
    expect(decideOn(login, { pack })).toMatchObject({ state: 'any.password' })
  })

  it('wait for another code after one was refused, once', () => {
    const pack = packOf({
      states: [
        { state: 'no', when: { marks: ['#error'] }, do: { stop: 'wrong_code' } },
        { state: 'code', when: { marks: ['#c'] }, do: { fill: [{ what: 'code', into: ['#c'] }] } },
      ],
    })
    const code: PageByHand = { text: 'Code', controls: [{ is: 'code', marks: ['#c'] }] }
    const first = decideOn(code, { pack })
    const refused = { ...code, marks: ['#error'] }
    const done = [didOn(code, first)]
    expect(decideOn(refused, { pack, done })).toMatchObject({ state: 'wall.code', do: 'fill' })
    expect(decideOn(refused, { pack, done: [...done, didOn(refused, first, 5)] })).toMatchObject({
      state: 'wall.no',
      cause: 'wrong_code',
    })
  })

  it('hold what a page must not say', () => {
    const pack = packOf({
      states: [
        {
          state: 'nag',
          when: { marks: ['#later'] },
          unless: { text: ['important'] },
          do: click,
        },
      ],
    })
    expect(decideOn({ ...page, text: 'Important' }, { pack })).not.toMatchObject({ do: 'click' })
  })

  it('type a code of a page that says no kind only after the method was chosen', () => {
    const pack = packOf({
      states: [
        { state: 'picker', when: { marks: ['#tile'] }, do: { click: ['#tile'] } },
        {
          state: 'code',
          when: { marks: ['#c'] },
          codes: ['authenticator', 'unsaid'],
          unsaidAfter: ['picker'],
          do: { fill: [{ what: 'code', into: ['#c'] }] },
        },
      ],
    })
    const code: PageByHand = { text: 'Enter code', controls: [{ is: 'code', marks: ['#c'] }] }
    expect(decideOn(code, { pack, done: [signedIn] })).toMatchObject({ cause: 'other_code_wanted' })
    const picker: PageByHand = { text: 'Choose', marks: ['#tile'] }
    const done = [signedIn, didOn(picker, decideOn(picker, { pack }), 5)]
    expect(decideOn(code, { pack, done })).toMatchObject({ state: 'wall.code', do: 'fill' })
    const said = { ...code, text: 'Enter the code from your authenticator app' }
    expect(decideOn(said, { pack, done: [signedIn] })).toMatchObject({ state: 'wall.code', do: 'fill' })
  })
})
