// Ways to ask for a code, and what only looks like it, each on a page of its own in a real Chromium.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEyes, type Eyes, type SeenSignIn } from './testing/seen-page.ts'

let eyes: Eyes
beforeAll(async () => {
  eyes = await openEyes()
})
afterAll(() => eyes.close())

const boxes = (count: number, attributes: string) =>
  Array.from(
    { length: count },
    (_, at) => `<input id="d${at}" ${attributes} style="width:36px;height:40px">`,
  ).join('')
const rowOf = (count: number) => Array.from({ length: count }, (_, at) => `d${at}`)

for (const count of [4, 5, 6, 7, 8]) {
  test(`${count} boxes of one digit`, async () => {
    const html = `<h1>Two-factor authentication</h1><p>Enter the code from your authenticator app</p>
      <div>${boxes(count, 'type="text" inputmode="numeric" maxlength="1"')}</div><button id="go">Verify</button>`
    expect(await eyes.signIn(html)).toEqual({
      code: rowOf(count),
      codeKind: 'authenticator',
      submit: 'go',
    })
  })
}

const rows: Record<string, string> = {
  'three and three, with a dash between': `<div>${boxes(6, 'maxlength="1"').replace('<input id="d3"', '<span> – </span><input id="d3"')}</div>`,
  'one pattern for each, and no length': `<div>${boxes(6, 'type="tel" pattern="[0-9]" aria-label="Digit"')}</div>`,
  'numbers without a length': `<div>${boxes(6, 'type="number" min="0" max="9"')}</div>`,
  'the first may take the whole code': `<div>${boxes(6, 'inputmode="numeric" maxlength="1"').replace('maxlength="1"', 'maxlength="6" autocomplete="one-time-code"')}</div>`,
  'labelled one by one': `<div>${rowOf(6)
    .map(
      (id, at) =>
        `<label style="display:inline-block"><span hidden>Digit ${at + 1} of 6</span><input id="${id}" maxlength="1" style="width:36px;height:40px"></label>`,
    )
    .join('')}</div>`,
  'dots instead of digits': `<div>${boxes(6, 'type="password" maxlength="1" autocomplete="one-time-code" inputmode="numeric"')}</div>`,
}

for (const [name, html] of Object.entries(rows)) {
  test(`a box for each digit: ${name}`, async () => {
    const page = `<form><h1>Enter the 6-digit code</h1>${html}<button id="go">Continue</button></form>`
    expect(await eyes.signIn(page)).toMatchObject({ code: rowOf(6), submit: 'go' })
  })
}

const single: Record<string, [html: string, expected?: SeenSignIn]> = {
  'nothing but a heading': [
    `<h1>Two-step verification</h1><form><input id="k1"><button id="go">Verify</button></form>`,
  ],
  'one-time-code by autocomplete, in no form': [
    `<p>Authentication required</p><input id="k1" autocomplete="one-time-code"><div id="go" role="button" tabindex="0">Submit</div>`,
  ],
  'digits by inputmode, and a placeholder of digits': [
    `<form><h2>Authentication code</h2><input id="k1" inputmode="numeric" placeholder="123456" maxlength="6"><button id="go">Verify</button></form>`,
  ],
  'a placeholder of crosses': [
    `<form><p>Open your authenticator app and type the code</p><input id="k1" placeholder="XXXXXX"><button id="go">Verify</button></form>`,
  ],
  'a password box for the code': [
    `<form><h2>Multi-factor authentication</h2><label>Authenticator code <input id="k1" type="password" name="code" maxlength="6"></label><button id="go">Continue</button></form>`,
  ],
  'a tick for trusting the device': [
    `<form><label for="k1">Security code</label><input id="k1" type="tel"><label><input id="k2" type="checkbox"> Don't ask again on this device</label><button id="go">Verify</button></form>`,
  ],
  'a box of six that draws its boxes itself': [
    `<form><p>Enter code</p><div style="position:relative"><input id="k1" maxlength="6" inputmode="numeric" autocomplete="one-time-code" style="letter-spacing:30px;background:transparent;position:relative;z-index:1"><div style="position:absolute;inset:0;pointer-events:none"><i></i></div></div><button id="go">Verify</button></form>`,
  ],
  'sent by itself, with no button': [`<form><label>2FA code <input id="k1" maxlength="6"></label></form>`],
  'a resend, a way around and a way back': [
    `<form><label>Verification code <input id="k1"></label><button type="button">Resend code</button><button id="go">Verify</button><a href="#">Use a recovery code</a><a href="/login">Back</a></form>`,
  ],
  'the name and password are still on the page, hidden': [
    `<form><div style="display:none"><input name="username"><input type="password" name="password"></div><label>Token <input id="k1" name="otp_attempt"></label><button id="go">Log in</button></form>`,
  ],
}

for (const [name, [html, expected]] of Object.entries(single)) {
  test(`one box for a code: ${name}`, async () => {
    const found = await eyes.signIn(html)
    expect(found?.code).toEqual(['k1'])
    if (html.includes('id="go"')) expect(found?.submit).toBe('go')
    expect(found?.password).toBeUndefined()
    expect(found?.identifier).toBeUndefined()
    if (expected !== undefined) expect(found).toMatchObject(expected)
  })
}

test('a token beside the password that only some need', async () => {
  const html = `<form><input id="k1" placeholder="Username"><input id="k2" type="password" placeholder="Password">
    <input id="k3" placeholder="Token (optional)"><button id="go">Log in</button></form>`
  expect(await eyes.signIn(html)).toMatchObject({
    identifier: 'k1',
    password: 'k2',
    code: ['k3'],
    submit: 'go',
  })
})

const decoys: Record<string, string> = {
  'a voucher': `<h1>Your basket</h1><form><input placeholder="Promo code" maxlength="6"><button>Apply</button></form>`,
  'a postcode of digits': `<form><h2>Shop near you</h2><input name="plz" inputmode="numeric" maxlength="5" placeholder="PLZ"><button>Weiter</button></form>`,
  'an invitation': `<form><h1>Join a meeting</h1><input name="code" placeholder="Meeting code"><button>Join</button></form>`,
  'a country': `<form><input placeholder="Country code" maxlength="4"><input type="tel" placeholder="Phone"><button>Call me</button></form>`,
  'parts of a date': `<form><p>Date of birth</p><input placeholder="DD" maxlength="2"><input placeholder="MM" maxlength="2"><input placeholder="YYYY" maxlength="4"><button>Continue</button></form>`,
  'parts of a key': `<form><p>Product key</p>${['', '', '', '', ''].map(() => '<input maxlength="5" style="width:80px">').join('')}<button>Activate</button></form>`,
  'a picture': `<form><img alt="captcha" width="90" height="30"><input placeholder="Code shown in the image"><button>Continue</button></form>`,
}

for (const [name, html] of Object.entries(decoys)) {
  test(`no code: ${name}`, async () => {
    expect((await eyes.signIn(html))?.code).toBeUndefined()
  })
}
