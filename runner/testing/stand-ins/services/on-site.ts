// Stand-ins of what signs in at its own address: Grafana, Looker, and a plain application that nobody has described, with the
// turns that such pages take.
import { captchaFrame, EVIL_ORIGIN } from './frames.ts'
import {
  button,
  dashboard,
  digitBoxes,
  field,
  form,
  html,
  redirect,
  type Reply,
  type StandInRequest,
} from '../pages.ts'
import { beginFlow, finish, flowOf, isSignedIn, signOut, type StandIn } from '../stand-in.ts'
import type { World } from '../world.ts'

export const grafana: StandIn = {
  hosts: ['grafana.example.com'],
  answer(request, world) {
    const { path, method, form: sent } = request
    if (path === '/login' && method === 'POST') {
      world.tally.names += 1
      const verdict = world.checkPassword(sent.get('user') ?? '', sent.get('password') ?? '')
      if (verdict !== 'right') return grafanaLogin('Invalid username or password')
      const flow = flowOf(request, world)
      if (flow === undefined) return redirect('/login')
      return world.has('nag') ? skipPage() : finish(flow, world, request)
    }
    if (path === '/skip') return finish(flowOf(request, world) ?? world.newFlow().flow, world, request)
    if (isSignedIn(request, world)) return dashboard('Node exporter', '<img alt="User avatar">')
    if (path !== '/login') return redirect(`/login?to=${encodeURIComponent(path)}`)
    return beginFlow(() => grafanaLogin(), { returnTo: request.query.get('to') ?? '/' }, world)
  },
}

const grafanaLogin = (error = ''): Reply =>
  html(
    'Grafana',
    `<h1>Welcome to Grafana</h1>${error === '' ? '' : `<div role="alert" data-testid="data-testid Alert error">${error}</div>`}${form(
      '/login',
      `${field('Email or username', 'name="user" type="text" data-testid="data-testid Username input field"')}
${field('Password', 'name="password" type="password" data-testid="data-testid Password input field"')}
<button type="submit" data-testid="data-testid Login button">Log in</button>`,
    )}`,
  )

const skipPage = (): Reply =>
  html(
    'Grafana',
    `<h1>Update your password</h1><p>Continuing to use the default password exposes you to security risks.</p>${form(
      '/skip',
      `${field('New password', 'name="newPassword" type="password" autocomplete="new-password"')}
${field('Confirm new password', 'name="confirmNew" type="password" autocomplete="new-password"')}
<button type="button">Submit</button>
<button type="submit" data-testid="data-testid Skip change password button">Skip</button>`,
    )}`,
  )

export const looker: StandIn = {
  hosts: ['*.cloud.looker.com'],
  answer(request, world) {
    const { path, method, form: sent } = request
    const flow = flowOf(request, world)
    if (path === '/login' && method === 'POST' && flow !== undefined) {
      world.tally.names += 1
      const verdict = world.checkPassword(sent.get('email') ?? '', sent.get('password') ?? '')
      if (verdict !== 'right') return lookerLogin('Your email or password is incorrect.')
      flow.hasPassword = true
      return lookerCode()
    }
    if (path === '/login/2fa' && flow?.hasPassword === true) {
      const isRight = world.checkCode(sent.get('code') ?? '') === 'right'
      return isRight ? finish(flow, world, request) : lookerCode('Incorrect code. Try again.')
    }
    if (path === '/logout') return signOut('/')
    if (isSignedIn(request, world)) return dashboard('Orders', '<a href="/logout">Log out</a>')
    if (path !== '/login') return redirect(`/login?to=${encodeURIComponent(path)}`)
    return beginFlow(() => lookerLogin(), { returnTo: request.query.get('to') ?? '/' }, world)
  },
}

const lookerLogin = (error = ''): Reply =>
  html(
    'Looker',
    `<p role="alert">${error}</p>${form(
      '/login',
      `${field('Email', 'id="login-email" name="email" type="email"')}
${field('Password', 'id="login-password" name="password" type="password"')}
<label><input type="checkbox" name="remember"> Stay logged in</label>
<input type="submit" class="button" id="login-submit" value="Log In">`,
    )}`,
  )

const lookerCode = (error = ''): Reply =>
  html(
    'Looker',
    `<h1>Two-factor authentication</h1><p>Enter the code from your authenticator app.</p><p role="alert">${error}</p>${form(
      '/login/2fa',
      `${field('Authentication code', 'name="code" type="text" maxlength="6"')}
<label><input type="checkbox" name="trusted"> This is a trusted computer</label>
${button('Verify')}`,
    )}`,
  )

/** An application that no pack knows. */
export const plainApplication: StandIn = {
  hosts: ['wall.example', 'sso.wall.example'],
  answer(request, world) {
    const { path, method, query } = request
    if (path === '/logout') return signOut('/')
    if (path === '/login' && method === 'POST') return takeLogin(request, world)
    if (path === '/login/code') return takeCode(request, world)
    if (path === '/later') return finish(flowOf(request, world) ?? world.newFlow().flow, world, request)
    if (isSignedIn(request, world)) return dashboard('Wall', '<a href="/logout">Sign out</a>')
    if (path === '/login') {
      return beginFlow(() => plainLogin(world), { returnTo: query.get('to') ?? '/' }, world)
    }
    if (world.has('evil-redirect')) return redirect(`${EVIL_ORIGIN}/login`)
    if (world.has('public-front')) {
      return dashboard('Welcome to the wall', '<a href="/login">Log in</a> <a href="/signup">Sign up</a>')
    }
    return redirect(`/login?to=${encodeURIComponent(path)}`)
  },
}

const codeInputs = (world: World): string =>
  world.has('digits')
    ? digitBoxes('otp')
    : field('Code', 'name="otp" inputmode="numeric" autocomplete="one-time-code"')

function plainLogin(world: World, { error = '', withCode = false, name = '' } = {}): Reply {
  const showsPassword = !world.has('name-first') || name !== ''
  const showsCode = withCode || world.has('code-on-password-form')
  return html(
    'Sign in to the wall',
    `<h1>Sign in</h1><p role="alert">${error}</p>${world.has('captcha') ? captchaFrame : ''}
${world.has('evil-frame') ? `<iframe src="${EVIL_ORIGIN}/login" width="400" height="400"></iframe>` : ''}${form(
      '/login',
      `${field('Email', `name="email" type="email" autocomplete="username" value="${name}"`)}
${showsPassword ? field('Password', 'name="password" type="password" autocomplete="current-password"') : ''}
${showsCode ? codeInputs(world) : ''}
${button('Sign in')}`,
    )}<p>No account yet? <a href="/signup">Sign up</a></p>`,
  )
}

function takeLogin(request: StandInRequest, world: World): Reply {
  const { form: sent } = request
  const flow = flowOf(request, world)
  if (flow === undefined) return redirect('/login')
  world.tally.names += 1
  const name = sent.get('email') ?? ''
  const password = sent.get('password')
  if (password === null) return plainLogin(world, { name })
  const verdict = world.checkPassword(name, password)
  if (verdict === 'locked') return plainLogin(world, { error: 'Your account is locked.' })
  if (verdict === 'wrong') return plainLogin(world, { error: 'Wrong email or password.' })
  flow.hasPassword = true
  const code = sent.get('otp')
  if (world.has('code-after-first-try') && code === null) {
    return plainLogin(world, { withCode: true, name, error: 'Please enter your code too.' })
  }
  if (code !== null) {
    const isRight = world.checkCode(code) === 'right'
    return isRight
      ? after(request, world)
      : plainLogin(world, { error: 'Invalid code.', withCode: true, name })
  }
  return world.has('no-second-factor') ? after(request, world) : redirect('/login/code')
}

function takeCode(request: StandInRequest, world: World): Reply {
  const flow = flowOf(request, world)
  if (flow?.hasPassword !== true) return redirect('/login')
  if (request.method !== 'POST') return plainCode(world)
  if (world.has('mailed-code') || world.has('texted-code')) {
    if (request.form.get('otp') === world.mailedCode) return after(request, world)
    world.tally.wrongCodes += 1
    return plainCode(world, 'Invalid code.')
  }
  const verdict = world.checkCode(request.form.get('otp') ?? '')
  if (verdict === 'locked') return plainCode(world, 'Too many failed attempts. Your account is locked.')
  if (verdict === 'used') return plainCode(world, 'This code has already been used.')
  return verdict === 'right' ? after(request, world) : plainCode(world, 'Invalid code.')
}

const plainCode = (world: World, error = ''): Reply =>
  html(
    'Verification',
    `<h1>Two-factor authentication</h1><p>${
      world.has('mailed-code')
        ? 'We sent a code to your email w***@example.com.'
        : world.has('texted-code')
          ? 'We sent you a text message with a code.'
          : 'Enter the 6-digit code from your authenticator app.'
    }</p><p role="alert">${error}</p>${form('/login/code', `${codeInputs(world)}${button('Verify')}`)}`,
  )

function after(request: StandInRequest, world: World): Reply {
  if (world.has('nag')) {
    return html(
      'Before you go on',
      `<h1>Turn on notifications?</h1><button type="button">Turn on</button>${form('/later', button('Not now'))}`,
    )
  }
  return finish(flowOf(request, world) ?? world.newFlow().flow, world, request)
}
