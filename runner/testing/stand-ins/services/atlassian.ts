// A stand-in of Atlassian's sign-in, and of Jira and Trello behind it: name and password in one page, then a page of the code.
import { button, dashboard, field, form, html, redirect, type Reply, type StandInRequest } from '../pages.ts'
import { beginFlow, finish, flowOf, isSignedIn, signOut, takeTicket, type StandIn } from '../stand-in.ts'
import type { World } from '../world.ts'
import { captchaFrame } from './frames.ts'

export const ATLASSIAN_SIGN_IN = 'https://id.atlassian.com'

export const atlassian: StandIn = {
  hosts: ['id.atlassian.com'],
  answer(request, world) {
    const { path, method, query, form: sent } = request
    const flow = flowOf(request, world)
    if (path === '/login' && method === 'GET') {
      const returnTo = query.get('continue') ?? '/manage-profile'
      return beginFlow(() => loginPage(world), { returnTo }, world)
    }
    if (flow === undefined) return redirect('/login')
    if (path === '/login') {
      world.tally.names += 1
      const name = sent.get('username') ?? sent.get('field-1') ?? ''
      const verdict = world.checkPassword(name, sent.get('password') ?? sent.get('field-2') ?? '')
      if (verdict === 'locked') return loginPage(world, 'You have made too many attempts. Try again later.')
      if (verdict === 'wrong') return loginPage(world, 'Incorrect email address and/or password.')
      flow.hasPassword = true
      if (world.has('no-second-factor')) return finish(flow, world, request)
      return redirect(world.has('mailed-code') ? '/login/verify-email' : '/login/mfa')
    }
    if (!flow.hasPassword) return redirect('/login')
    if (path === '/login/verify-email') return mailedPage(request, world)
    if (path === '/login/mfa' && method === 'GET') return codePage(world)
    if (path === '/login/mfa') {
      const verdict = world.checkCode(sent.get('otpCode') ?? sent.get('field-3') ?? '')
      if (verdict !== 'right')
        return codePage(world, 'That code is not valid. Check your app and try again.', 403)
      return world.has('nag') ? promotionPage() : finish(flow, world, request)
    }
    if (path === '/login/promotion') return finish(flow, world, request)
    return dashboard('Your Atlassian profile')
  },
}

function loginPage(world: World, error?: string): Reply {
  const isNew = world.has('redesigned')
  const fault =
    error === undefined
      ? ''
      : `<section role="alert"${isNew ? '' : ' data-testid="form-error--content"'}>${error}</section>`
  return html(
    'Log in with Atlassian account',
    `<h1>Log in to continue</h1>${fault}${world.has('captcha') ? captchaFrame : ''}
<button type="button"${isNew ? '' : ' id="google-auth-button"'}>Continue with Google</button>
<form method="post" action="/login" onsubmit="return step()">
${field('Email', `${isNew ? 'name="field-1"' : 'id="username" name="username" data-testid="username"'} type="email" autocomplete="username"`)}
<div id="rest" hidden>${field('Password', `${isNew ? 'name="field-2"' : 'id="password" name="password" data-testid="password"'} type="password" autocomplete="current-password" placeholder="Enter password"`)}
<label><input type="checkbox" name="remember"> Remember me</label></div>
<button type="submit"${isNew ? '' : ' id="login-submit"'}><span>Continue</span></button></form>
<script>function step() {
  const rest = document.querySelector('#rest')
  if (!rest.hidden) return true
  rest.hidden = false
  document.querySelector('form button span').textContent = 'Log in'
  rest.querySelector('input').focus()
  return false
}</script>`,
  )
}

function codePage(world: World, error = '', status = 200): Reply {
  const isNew = world.has('redesigned')
  return html(
    'Two-step verification',
    `<h1>Two-step verification</h1><p>Enter the 6-digit verification code from your authenticator app.</p>
<p role="alert">${error}</p>${form(
      '/login/mfa',
      field(
        'Verification code',
        isNew
          ? 'name="field-3" inputmode="numeric"'
          : 'id="two-step-verification-otp-code-input" name="otpCode" autocomplete="one-time-code"',
      ) + button('Log in', isNew ? 'type="submit"' : 'id="two-step-verification-submit" type="submit"'),
    )}`,
    status,
  )
}

function mailedPage({ form: sent }: StandInRequest, world: World): Reply {
  // Whatever is typed here was meant for another box.
  if ([...sent.values()].some((value) => value !== '')) world.tally.wrongCodes += 1
  return html(
    'Check your email',
    `<div id="email-sent-page"><h1>Check your email</h1><p>We sent a code to your email address.</p>${form(
      '/login/verify-email',
      Array.from({ length: 6 }, (_, index) =>
        field(
          `Digit ${index + 1}`,
          `name="digit-${index}" maxlength="1" data-testid="otp-input-index-${index}"`,
        ),
      ).join('') + button('Verify'),
    )}</div>`,
  )
}

const promotionPage = (): Reply =>
  html(
    'Protect your account',
    `<h1>Make your account safer</h1>${form(
      '/login/promotion',
      `<button type="button" id="mfa-promote-continue">Set it up</button>
<button type="submit" id="mfa-promote-dismiss">Continue without two-step verification</button>`,
    )}`,
  )

export const jira: StandIn = {
  hosts: ['*.atlassian.net'],
  answer(request, world) {
    const ticket = takeTicket(request, world)
    if (ticket !== undefined) return ticket
    if (request.path === '/logout') return signOut('/')
    if (isSignedIn(request, world)) {
      return dashboard('Jira dashboard', '<a href="/logout">Log out</a>')
    }
    const back = `${request.origin}${request.path}`
    return redirect(`${ATLASSIAN_SIGN_IN}/login?application=jira&continue=${encodeURIComponent(back)}`)
  },
}

export const trello: StandIn = {
  hosts: ['trello.com'],
  answer(request, world) {
    const ticket = takeTicket(request, world)
    if (ticket !== undefined) return ticket
    if (isSignedIn(request, world)) {
      return dashboard('Board of the shop', '<div class="board-header">Board</div><img alt="Member menu">')
    }
    const back = encodeURIComponent(`${request.origin}${request.path}`)
    return html(
      'Trello',
      `<header><a data-testid="login" href="${ATLASSIAN_SIGN_IN}/login?application=trello&amp;continue=${back}">Log in</a></header>
<h1>This board is private</h1><p>To see it, log in with an account that may.</p>`,
    )
  },
}
