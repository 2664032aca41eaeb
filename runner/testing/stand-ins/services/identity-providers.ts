// Stand-ins of Google, which wants a person, and of Okta, with the names of its Identity Engine.
import { button, dashboard, field, form, html, redirect, type Reply } from '../pages.ts'
import { beginFlow, finish, flowOf, isSignedIn, signOut, takeTicket, type StandIn } from '../stand-in.ts'
import type { World } from '../world.ts'

export const google: StandIn = {
  hosts: ['accounts.google.com'],
  answer({ path, form: sent }, world) {
    if (path === '/v3/signin/challenge/pwd' || sent.get('identifier') !== null) {
      world.tally.names += 1
      return html(
        'Sign in - Google Accounts',
        "<h1>Couldn't sign you in</h1><p>This browser or app may not be secure.</p>",
      )
    }
    return html(
      'Sign in - Google Accounts',
      `<h1>Sign in</h1>${form(
        '/v3/signin/identifier',
        `${field('Email or phone', 'id="identifierId" name="identifier" type="email"')}
<div id="identifierNext"><button type="submit">Next</button></div>`,
      )}`,
    )
  },
}

export const lookerStudio: StandIn = {
  hosts: ['lookerstudio.google.com'],
  answer(request, world) {
    const ticket = takeTicket(request, world)
    if (ticket !== undefined) return ticket
    if (isSignedIn(request, world)) return dashboard('Visitors')
    return redirect('https://accounts.google.com/v3/signin/identifier')
  },
}

export const okta: StandIn = {
  hosts: ['*.okta.com'],
  answer(request, world) {
    const { path, method, query, form: sent } = request
    if (path === '/logout') return signOut('/')
    if (isSignedIn(request, world)) return dashboard('My apps', '<a href="/logout">Sign out</a>')
    if (method === 'GET') {
      const returnTo = query.get('fromURI') ?? '/app/UserHome'
      return beginFlow(() => namePage(), { returnTo }, world)
    }
    const flow = flowOf(request, world)
    if (flow === undefined) return namePage()
    if (path === '/identify') {
      world.tally.names += 1
      flow.name = sent.get('identifier') ?? ''
      return challenge('password')
    }
    if (path === '/answer-password') {
      const verdict = world.checkPassword(flow.name, sent.get('credentials.passcode') ?? '')
      if (verdict === 'locked') {
        return challenge('password', 'Your account is locked because of too many authentication attempts.')
      }
      if (verdict === 'wrong') return challenge('password', 'Unable to sign in')
      flow.hasPassword = true
      if (world.has('no-second-factor')) return finish(flow, world, request)
      return world.has('method-picker') || world.has('number-matching') ? methods(world) : challenge('code')
    }
    if (!flow.hasPassword) return namePage()
    if (path === '/choose') return challenge('code')
    const verdict = world.checkCode(sent.get('credentials.passcode') ?? '')
    if (verdict === 'used') {
      return challenge('code', 'Each code can only be used once. Please wait for a new code and try again.')
    }
    if (verdict !== 'right')
      return challenge('code', "Your code doesn't match our records. Please try again.")
    return finish(flow, world, request)
  },
}

const namePage = (): Reply =>
  html(
    'Sign In',
    `<h2>Sign In</h2>${form(
      '/identify',
      `${field('Username', 'name="identifier" type="text" autocomplete="username"')}
<label><input type="checkbox" name="rememberMe"> Keep me signed in</label>
<input type="submit" class="button" data-type="save" value="Next">`,
    )}`,
  )

const challenge = (kind: 'password' | 'code', error = ''): Reply =>
  html(
    'Sign In',
    `${error === '' ? '' : `<div class="infobox-error" role="alert">${error}</div>`}<h2>${
      kind === 'password' ? 'Verify with your password' : 'Verify with Google Authenticator'
    }</h2>${kind === 'code' ? '<p>Enter a temporary code generated from your Google Authenticator app.</p>' : ''}${form(
      kind === 'password' ? '/answer-password' : '/answer-code',
      `${field(
        kind === 'password' ? 'Password' : 'Enter code',
        `name="credentials.passcode" type="${kind === 'password' ? 'password' : 'text'}" autocomplete="off"`,
      )}<input type="submit" class="button" data-type="save" value="Verify">`,
    )}`,
  )

const methods = (world: World): Reply =>
  html(
    'Sign In',
    `<h2>Verify it's you with a security method</h2><div class="authenticator-list">
${world.has('number-matching') ? '<div class="authenticator-row"><span>Get a push notification</span><button type="button" data-se="authenticator-button">Select</button></div>' : ''}
<div class="authenticator-row"><span>Email</span> <button type="button" data-se="authenticator-button" aria-label="Select Email.">Select</button></div>
<form class="authenticator-row" method="post" action="/choose"><span>Google Authenticator</span>
${button('Select', 'type="submit" data-se="google_otp" aria-label="Select Google Authenticator."')}</form></div>`,
  )
