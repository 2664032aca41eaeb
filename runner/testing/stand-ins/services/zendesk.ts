// A stand-in of Zendesk: the form is drawn by script, and the code goes in a box without an id, labelled "Passcode".
import { dashboard, field, form, html, redirect, type Reply } from '../pages.ts'
import { beginFlow, finish, flowOf, isSignedIn, signOut, type StandIn } from '../stand-in.ts'
import type { World } from '../world.ts'

export const zendesk: StandIn = {
  hosts: ['*.zendesk.com'],
  answer(request, world) {
    const { path, method, query, form: sent } = request
    if (path === '/access/unauthenticated') {
      return redirect(
        `/auth/v3/signin?role=agent&return_to=${encodeURIComponent(query.get('return_to') ?? '/')}`,
      )
    }
    if (path === '/access/logout') return signOut('/access/unauthenticated')
    if (path === '/auth/v3/signin' && method === 'GET') {
      return beginFlow(() => signInPage(world), { returnTo: query.get('return_to') ?? '/' }, world)
    }
    const flow = flowOf(request, world)
    if (path === '/auth/v3/signin' && flow !== undefined) {
      world.tally.names += 1
      const name = sent.get('user[email]') ?? sent.get('a') ?? ''
      const verdict = world.checkPassword(name, sent.get('user[password]') ?? sent.get('b') ?? '')
      if (verdict === 'locked') return signInPage(world, 'Too many attempts. Your account is locked.')
      if (verdict === 'wrong') return signInPage(world, 'The email or password is incorrect.')
      flow.hasPassword = true
      return world.has('no-second-factor') ? finish(flow, world, request) : codePage(world)
    }
    if (path === '/auth/v3/passcode' && flow?.hasPassword === true) {
      if (world.has('mailed-code')) world.tally.wrongCodes += 1
      const isRight = !world.has('mailed-code') && world.checkCode(sent.get('code') ?? '') === 'right'
      return isRight ? finish(flow, world, request) : codePage(world, 'That passcode is incorrect.')
    }
    if (isSignedIn(request, world)) {
      return dashboard('Tickets today', '<a href="/access/logout">Sign out</a>')
    }
    return redirect(`/access/unauthenticated?return_to=${encodeURIComponent(path)}`)
  },
}

const signInPage = (world: World, error = ''): Reply => {
  const isNew = world.has('redesigned')
  const inside =
    field('Email', isNew ? 'name="a" type="email"' : 'id="user_email" name="user[email]" type="email"') +
    field(
      'Password',
      isNew ? 'name="b" type="password"' : 'id="user_password" name="user[password]" type="password"',
    ) +
    `<button type="submit"${isNew ? '' : ' id="sign-in-submit-button"'}>Sign in</button>`
  return html(
    'Sign in to Help desk',
    `<p role="alert">${error}</p><main></main><template>${form('/auth/v3/signin', inside)}</template>
<script>setTimeout(() => document.querySelector('main').append(document.querySelector('template').content), 50)</script>`,
  )
}

const codePage = (world: World, error = ''): Reply =>
  html(
    'Two-factor authentication',
    `<h1>Two-factor authentication</h1><p>${
      world.has('mailed-code')
        ? 'We sent a passcode to your email. It is good for five minutes.'
        : 'Open your authenticator app and enter the passcode that it shows.'
    }</p><p role="alert">${error}</p>${form(
      '/auth/v3/passcode',
      `${field('Passcode', 'name="code" type="text"')}<button type="submit">Sign in</button>`,
    )}`,
  )
