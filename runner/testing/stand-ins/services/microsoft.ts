// A stand-in of Microsoft's sign-in, and of Power BI with its own gate before it: name, password, the second factor in its many
// forms, "Stay signed in?".
import {
  button,
  dashboard,
  escape,
  field,
  form,
  html,
  redirect,
  type Reply,
  type StandInRequest,
} from '../pages.ts'
import { beginFlow, finish, flowOf, isSignedIn, takeTicket, type StandIn } from '../stand-in.ts'
import type { Flow, World } from '../world.ts'

export const MICROSOFT_SIGN_IN = 'https://login.microsoftonline.com'

export const microsoft: StandIn = {
  hosts: ['login.microsoftonline.com'],
  answer(request, world) {
    const { path, method, query } = request
    if (path === '/authorize') {
      const given = { returnTo: query.get('return') ?? '/', name: query.get('hint') ?? '' }
      return beginFlow(
        (flow) => (flow.name === '' ? namePage(world) : passwordPage(flow, world)),
        given,
        world,
      )
    }
    const flow = flowOf(request, world)
    if (flow === undefined) return html('Sign in to your account', '<h1>Sorry, this did not work</h1>')
    if (method === 'POST' && path === '/name') return takeName(request, flow, world)
    if (method === 'POST' && path === '/password') return takePassword(request, flow, world)
    if (!flow.hasPassword) return namePage(world)
    return secondFactor(request, flow, world)
  },
}

const identity = (world: World, id: string, name: string, fresh: string): string =>
  world.has('redesigned') ? `name="${fresh}"` : `id="${id}" name="${name}"`

const main = (world: World, label: string): string =>
  world.has('redesigned')
    ? button(label)
    : `<input type="submit" id="idSIButton9" value="${label}" class="button">`

const namePage = (world: World, error = ''): Reply =>
  html(
    'Sign in to your account',
    `<h1>Sign in</h1>${error === '' ? '' : `<div id="usernameError" role="alert">${error}</div>`}${form(
      '/name',
      field(
        'Email, phone, or Skype',
        `${identity(world, 'i0116', 'loginfmt', 'f1')} type="email" autocomplete="username"`,
      ) +
        `<input class="moveOffScreen" type="password" name="passwd" tabindex="-1" aria-hidden="true">${main(world, 'Next')}`,
    )}`,
  )

function takeName({ form: sent }: StandInRequest, flow: Flow, world: World): Reply {
  world.tally.names += 1
  flow.name = sent.get('loginfmt') ?? sent.get('f1') ?? ''
  if (flow.name !== world.account.name) {
    return namePage(world, 'This username may be incorrect. Make sure that you typed it correctly.')
  }
  return passwordPage(flow, world)
}

const passwordPage = (flow: Flow, world: World, error = ''): Reply =>
  html(
    'Sign in to your account',
    `<div>${escape(flow.name)}</div><h1>Enter password</h1>
${error === '' ? '' : `<div id="passwordError" role="alert">${error}</div>`}${form(
      '/password',
      field(
        'Password',
        `${identity(world, 'i0118', 'passwd', 'f2')} type="password" autocomplete="current-password"`,
      ) + main(world, 'Sign in'),
    )}`,
  )

function takePassword({ form: sent, origin }: StandInRequest, flow: Flow, world: World): Reply {
  const verdict = world.checkPassword(flow.name, sent.get('passwd') ?? sent.get('f2') ?? '')
  if (verdict === 'locked') {
    return passwordPage(flow, world, 'Your account is temporarily locked. (AADSTS50053)')
  }
  if (verdict === 'wrong') return passwordPage(flow, world, 'Your account or password is incorrect.')
  flow.hasPassword = true
  if (world.has('password-expired')) return newPasswordPage()
  if (world.has('set-up-wanted')) return moreInformationPage()
  if (world.has('passkey-only')) return passkeyPage()
  if (world.has('no-second-factor')) return afterSecondFactor(flow, world, { origin })
  if (world.has('number-matching')) return pushPage(world)
  return world.has('method-picker') ? pickerPage(world) : codePage(flow, world)
}

function secondFactor(request: StandInRequest, flow: Flow, world: World): Reply {
  const { path, form: sent } = request
  if (path === '/another-way') return pickerPage(world)
  if (path === '/picked') {
    flow.method = sent.get('method') ?? ''
    return flow.method === 'PhoneAppNotification' ? pushPage(world) : codePage(flow, world)
  }
  if (path === '/code') {
    const isApps = flow.method !== 'OneWaySMS' && !world.has('texted-code')
    const verdict = isApps ? world.checkCode(sent.get('otc') ?? sent.get('f3') ?? '') : 'wrong'
    if (!isApps) world.tally.wrongCodes += 1
    if (verdict !== 'right') return codePage(flow, world, "You didn't enter the expected verification code.")
    return afterSecondFactor(flow, world, request)
  }
  if (path === '/stay') return world.has('consent') ? consentPage() : finish(flow, world, request)
  return codePage(flow, world)
}

/** Which rings somebody's phone. */
const pushPage = (world: World): Reply =>
  html(
    'Sign in to your account',
    `<div id="idDiv_SAOTCAS_Title">Approve sign in request</div><p id="idDiv_SAOTCAS_Description">Open your
Authenticator app, and enter the number shown to sign in.</p><div id="idRichContext_DisplaySign" class="displaySign">42</div>
<a href="/another-way"${world.has('redesigned') ? '' : ' id="signInAnotherWay"'}>I can't use my Microsoft Authenticator app right now</a>`,
  )

const pickerPage = (world: World): Reply => {
  const tile = (method: string, label: string) =>
    `<div role="button" tabindex="0"${world.has('redesigned') ? '' : ` data-value="${method}"`} onclick="pick('${method}')">${label}</div>`
  return html(
    'Sign in to your account',
    `<h1>Verify your identity</h1><div${world.has('redesigned') ? '' : ' id="idDiv_SAOTCS_Proofs"'}>
${tile('PhoneAppNotification', 'Approve a request on my Microsoft Authenticator app')}
${world.has('texted-code') ? '' : tile('PhoneAppOTP', 'Use a verification code')}
${tile('OneWaySMS', 'Text +XX XXXXXXX89')}</div>
<form method="post" action="/picked"><input type="hidden" name="method"></form>
<script>function pick(method) {
  document.querySelector('input[name=method]').value = method
  document.querySelector('form').submit()
}</script>`,
  )
}

const codePage = (flow: Flow, world: World, error = ''): Reply => {
  const isTexted = flow.method === 'OneWaySMS' || world.has('texted-code')
  return html(
    'Sign in to your account',
    `<div id="idDiv_SAOTCC_Title">Enter code</div><p id="idDiv_SAOTCC_Description">${
      isTexted
        ? 'We texted your phone +XX XXXXXXX89. Please enter the code to sign in.'
        : 'Enter the code displayed in the authenticator app on your mobile device'
    }</p>${error === '' ? '' : `<span id="idSpan_SAOTCC_Error_OTC" role="alert">${error}</span>`}${form(
      '/code',
      field(
        'Code',
        `${identity(world, 'idTxtBx_SAOTCC_OTC', 'otc', 'f3')} type="tel" autocomplete="off" maxlength="6"`,
      ) +
        (world.has('redesigned')
          ? button('Verify')
          : '<input type="submit" id="idSubmit_SAOTCC_Continue" value="Verify" class="button">'),
    )}`,
  )
}

function afterSecondFactor(flow: Flow, world: World, request: Pick<StandInRequest, 'origin'>): Reply {
  if (world.has('no-kmsi')) return world.has('consent') ? consentPage() : finish(flow, world, request)
  return html(
    'Sign in to your account',
    `<h1>Stay signed in?</h1><div id="KmsiDescription">Do this to reduce the number of times you are asked to sign in.</div>${form(
      '/stay',
      `<label><input type="checkbox" id="KmsiCheckboxField" name="DontShowAgain"> Don't show this again</label>
<input type="button" id="idBtn_Back" value="No" class="button"><input type="submit" id="idSIButton9" value="Yes" class="button">`,
    )}`,
  )
}

const consentPage = (): Reply =>
  html(
    'Sign in to your account',
    `<h1>Permissions requested</h1><p>Wall of charts would like to read all your files.</p>${form(
      '/consent',
      '<input type="submit" id="idBtn_Accept" value="Accept" class="button">',
    )}`,
  )

const newPasswordPage = (): Reply =>
  html(
    'Update your password',
    `<h1>Update your password</h1><p>Your password has expired.</p>${form(
      '/new-password',
      field('Current password', 'id="currentPassword" type="password"') +
        field('New password', 'id="newPassword" type="password" autocomplete="new-password"') +
        field('Confirm password', 'id="confirmNewPassword" type="password" autocomplete="new-password"'),
    )}`,
  )

const moreInformationPage = (): Reply =>
  html(
    'Sign in to your account',
    `<h1>More information required</h1><p>Your organization needs more information to keep your account secure.</p>
<input type="button" class="button" id="idSubmit_ProofUp_Redirect" value="Next">`,
  )

const passkeyPage = (): Reply =>
  html(
    'Sign in to your account',
    '<h1>Face, fingerprint, PIN, or security key</h1><p>Your device will open a window.</p>',
  )

export const powerBi: StandIn = {
  hosts: ['app.powerbi.com'],
  answer(request, world) {
    const ticket = takeTicket(request, world)
    if (ticket !== undefined) return ticket
    if (isSignedIn(request, world)) {
      return dashboard('Sales', '<button data-testid="appbar-file-menu-btn" type="button">File</button>')
    }
    const ru = request.query.get('ru') ?? request.form.get('ru') ?? request.path
    if (request.path !== '/singleSignOn') return redirect(`/singleSignOn?ru=${encodeURIComponent(ru)}`)
    if (request.method === 'POST') {
      world.tally.names += 1
      const back = encodeURIComponent(`${request.origin}${ru}`)
      const hint = encodeURIComponent(request.form.get('email') ?? '')
      return redirect(`${MICROSOFT_SIGN_IN}/authorize?hint=${hint}&return=${back}`)
    }
    return html(
      'Power BI',
      `<h1>Enter your email</h1>${form(
        '/singleSignOn',
        `${field('Enter email', 'id="email" name="email" type="text"')}<input type="hidden" name="ru" value="${escape(ru)}">
<button id="submitBtn" type="submit">Submit</button>`,
      )}`,
    )
  },
}
