// Ways to build a sign-in that were met in applications of today, each on a page of its own in a real Chromium. Ids say
// nothing, so that everything has to be told by the rest.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEyes, type Eyes, type SeenSignIn } from './testing/seen-page.ts'

let eyes: Eyes
beforeAll(async () => {
  eyes = await openEyes()
})
afterAll(() => eyes.close())

const whole = { identifier: 'k1', password: 'k2', submit: 'k3' }

const signIns: Record<string, [html: string, expected?: SeenSignIn]> = {
  'no form element, names by aria-label, a button that is a div': [
    `<div><input id="k1" type="text" aria-label="Email or phone"><input id="k2" type="password" aria-label="Password">
     <div id="k3" role="button" tabindex="0">Log in</div></div>`,
  ],
  'labels that float over their boxes and are tied to nothing': [
    `<form><div style="position:relative"><input id="k1" type="text"><span style="position:absolute;left:4px;top:2px;pointer-events:none">Username</span></div>
     <div style="position:relative"><input id="k2" type="password"><span style="position:absolute;left:4px;top:2px;pointer-events:none">Password</span></div>
     <button id="k3">Continue</button></form>`,
  ],
  'labels after their boxes': [
    `<form><div><input id="k1" type="text" placeholder=" "><label for="k1">Work email</label></div>
     <div><input id="k2" type="password" placeholder=" "><label for="k2">Password</label></div><button id="k3">Sign in</button></form>`,
  ],
  'placeholders only, a button that is a picture': [
    `<form><input id="k1" placeholder="User"><input id="k2" type="password" placeholder="••••••">
     <input id="k3" type="image" alt="" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="40" height="20"></form>`,
  ],
  'an icon as the button': [
    `<form><input id="k1" name="login"><input id="k2" type="password"><button id="k3" type="submit"><svg width="16" height="16"></svg></button></form>`,
  ],
  'a link that sends': [
    `<form action="/login"><input id="k1" name="username"><input id="k2" type="password" name="password"><a href="/forgot">Forgot password?</a>
     <a id="k3" href="#" onclick="return false">Sign in</a><a href="/register">Sign up</a></form>`,
  ],
  'a button outside of the form that names it': [
    `<form id="f"><input id="k1" name="user"><input id="k2" type="password"></form><footer><button type="button">Cancel</button>
     <button id="k3" form="f">Sign in</button></footer>`,
  ],
  'tokens of autocomplete with a section': [
    `<form><input id="k1" autocomplete="section-in username webauthn"><input id="k2" type="password" autocomplete="section-in current-password webauthn">
     <button id="k3">Go</button></form>`,
  ],
  'a web component with a shadow root for each field': [
    `<x-login></x-login><script>
     class Box extends HTMLElement { connectedCallback() { const root = this.attachShadow({ mode: 'open' })
       root.innerHTML = '<label for="' + this.dataset.id + '">' + this.dataset.label + '</label><input id="' + this.dataset.id + '" type="' + this.dataset.type + '">' } }
     class Login extends HTMLElement { connectedCallback() { const root = this.attachShadow({ mode: 'open' })
       root.innerHTML = '<h1>Sign in</h1><x-box data-id="k1" data-type="text" data-label="Username"></x-box><x-box data-id="k2" data-type="password" data-label="Password"></x-box><slot></slot><button id="k3">Sign in</button>' } }
     customElements.define('x-box', Box); customElements.define('x-login', Login)</script>`,
  ],
  'a dialog over a page with a sign-up and a newsletter': [
    `<form><h2>Create your account</h2><input name="name" placeholder="Full name"><input type="email" placeholder="Email"><input type="password" placeholder="Create a password"><button>Sign up</button></form>
     <form><input type="email" placeholder="Your email"><button>Subscribe</button></form>
     <div role="dialog" style="position:fixed;inset:0;background:white;z-index:9"><form><h2>Log in</h2><input id="k1" type="email" placeholder="Email"><input id="k2" type="password" placeholder="Password"><button id="k3">Log in</button></form></div>`,
  ],
  'decoys for password managers before the real boxes': [
    `<form autocomplete="off"><input type="text" name="username" style="position:absolute;top:-1000px"><input type="password" name="password" style="position:absolute;top:-1000px">
     <input id="k1" name="u7"><input id="k2" name="p7" type="password"><button id="k3">Sign in</button></form>`,
  ],
  'transparent decoys of no height': [
    `<form><div style="height:0;overflow:hidden"><input name="fakeuser"><input type="password" name="fakepass"></div>
     <p>Login</p><input id="k1" type="text"><p>Password</p><input id="k2" type="password"><button id="k3">OK</button></form>`,
  ],
  'ticks for staying and for terms, and a language to choose': [
    `<form><select name="lang"><option>English</option><option>Deutsch</option></select><input id="k1" placeholder="Email"><input id="k2" type="password" placeholder="Password">
     <label><input type="checkbox" name="t"> I accept the terms</label><label><input id="k4" type="checkbox"> Stay signed in</label><button id="k3">Log in</button></form>`,
    { ...whole, remember: 'k4' },
  ],
  'an eye button in the password box, and buttons of others first': [
    `<form><button type="button">Continue with Google</button><button type="button">Continue with SSO</button><hr>
     <input id="k1" type="email" placeholder="name@company.com"><div><input id="k2" type="password" placeholder="Enter password"><button type="button" aria-label="Show password"><svg width="10" height="10"></svg></button></div>
     <button id="k3" type="submit">Continue</button></form>`,
  ],
  'no form, an eye between password and button, forgotten link between': [
    `<main><h1>Welcome</h1><div><span>Email</span><input id="k1"></div><div><span>Password</span><input id="k2" type="password"><button type="button"><svg width="10" height="10"></svg></button></div>
     <a href="/forgot">Forgot?</a><button id="k3" type="button">Sign in</button><p>New here? <a href="/signup">Create account</a></p></main>`,
  ],
  'a company or tenant besides': [
    `<form><input name="tenant" placeholder="Company ID"><input id="k1" placeholder="Username"><input id="k2" type="password" placeholder="Password"><button id="k3">Log in</button></form>`,
  ],
  'a domain to choose between name and password': [
    `<form action="/j_security_check"><input id="k1" name="j_username"><select name="domain"><option>CORP</option><option>LOCAL</option></select><input id="k2" type="password" name="j_password"><input id="k3" type="submit" value="Logon"></form>`,
  ],
  'a table from long ago, without a label': [
    `<form><table><tr><td>User:</td><td><input id="k1" name="f1"></td></tr><tr><td>Pass:</td><td><input id="k2" type="password" name="f2"></td></tr><tr><td></td><td><input id="k3" type="submit" value="Enter"></td></tr></table></form>`,
  ],
  'a password whose letters are dots by style': [
    `<form><label>User name <input id="k1" name="a"></label><label>Password <input id="k2" type="text" name="b" style="-webkit-text-security:disc"></label><button id="k3">Login</button></form>`,
  ],
  'a country before a telephone number': [
    `<form><h1>Log in</h1><select name="cc" aria-label="Country code"><option>+1</option><option>+49</option></select><input id="k1" type="tel" placeholder="Phone number"><input id="k2" type="password" placeholder="Password"><button id="k3">Log in</button></form>`,
  ],
  'two tabs, of which the second is shown': [
    `<div role="tablist"><button role="tab">Register</button><button role="tab" aria-selected="true">Log in</button></div>
     <div style="display:none"><form><input type="email" placeholder="Email"><input type="password" placeholder="Password"><button>Register</button></form></div>
     <div><form><input id="k1" type="email" placeholder="Email"><input id="k2" type="password" placeholder="Password"><button id="k3">Log in</button></form></div>`,
  ],
  'sign-in and sign-up side by side, both with one password': [
    `<div style="display:flex"><form><h2>New customer</h2><input name="e" type="email" placeholder="Email"><input name="p" type="password" placeholder="Password"><button>Create account</button></form>
     <form><h2>Returning customer</h2><input id="k1" type="email" placeholder="Email"><input id="k2" type="password" placeholder="Password"><button id="k3">Continue</button></form></div>`,
  ],
  'a search in the header of the same form around everything': [
    `<form id="aspnetForm"><input type="text" name="ctl00$Search" placeholder="Search"><input type="submit" value="Go"><div><span>User ID</span><input id="k1" name="ctl00$Main$t1"><span>Password</span><input id="k2" type="password" name="ctl00$Main$t2"><input id="k3" type="submit" name="ctl00$Main$b1" value="Log In"></div>
     <div><input name="ctl00$News" placeholder="Your e-mail"><input type="submit" value="Subscribe"></div></form>`,
  ],
  'a captcha below the password': [
    `<form><input id="k1" placeholder="Username"><input id="k2" type="password" placeholder="Password"><img alt="captcha" width="80" height="30"><input name="vcode" placeholder="Type the characters"><button id="k3">Sign in</button></form>`,
  ],
  'a button that is not yet enabled': [
    `<form><input id="k1" type="email" aria-label="Email"><input id="k2" type="password" aria-label="Password"><button id="k3" disabled>Sign in</button></form>`,
  ],
}

for (const [name, [html, expected]] of Object.entries(signIns)) {
  test(name, async () => {
    expect(await eyes.signIn(html)).toEqual(expected ?? whole)
  })
}

const firstPages: Record<string, [html: string, expected: SeenSignIn]> = {
  'a name and "Next"': [
    `<h1>Sign in</h1><input id="k1" type="email" autocomplete="username"><button id="k2">Next</button><a href="/signup">Create account</a>`,
    { identifier: 'k1', submit: 'k2' },
  ],
  'the password of the second step is there, and hidden': [
    `<form><h1>Log in to Example</h1><label for="k1">Email</label><input id="k1" type="email"><div style="display:none"><input type="password" name="password"></div><button id="k2">Continue</button></form>`,
    { identifier: 'k1', submit: 'k2' },
  ],
  'the second page, with the name as a text and a way back': [
    `<form><h1>Enter your password</h1><p>jane@example.com <button type="button">Not you?</button></p><input id="k1" type="password" aria-label="Password"><a href="/forgot">Forgot password</a><button id="k2">Next</button></form>`,
    { password: 'k1', submit: 'k2' },
  ],
  'the second page, with the name in a box that cannot be changed': [
    `<form><input id="k1" name="identifier" value="jane@example.com" readonly><button type="button">Edit</button><input id="k2" type="password" placeholder="Password"><button id="k3">Log in</button></form>`,
    { identifier: 'k1', password: 'k2', submit: 'k3' },
  ],
  'other companies stand below': [
    `<main><h1>Log in to continue</h1><input id="k1" placeholder="Enter your email" data-testid="username"><button id="k2" type="submit">Continue</button><p>Or continue with:</p><button>Google</button><button>Microsoft</button><button>Apple</button></main>`,
    { identifier: 'k1', submit: 'k2' },
  ],
  'the domain of a company': [
    `<form><h1>Sign in to your workspace</h1><input id="k1" type="text" placeholder="you@company.com" autocomplete="username"><button id="k2">Sign in with email</button></form>`,
    { identifier: 'k1', submit: 'k2' },
  ],
}

for (const [name, [html, expected]] of Object.entries(firstPages)) {
  test(`one of two pages: ${name}`, async () => {
    expect(await eyes.signIn(html)).toEqual(expected)
  })
}

const others: Record<string, string> = {
  'a newsletter by the software it is sent with': `<form class="mc4wp-form"><input type="email" name="EMAIL" placeholder="Email"><button>Sign up</button></form>`,
  'a newsletter that says nothing but "Go"': `<form><h3>Stay in the loop</h3><input type="email" placeholder="Enter your email"><button>Go</button></form>`,
  'a sign-up with one password': `<form><h1>Create your account</h1><input type="email" placeholder="Email"><input type="password" placeholder="Password"><p>At least 12 characters</p><button>Continue</button></form>`,
  'a lost password': `<h1>Reset your password</h1><p>Enter your email and we will send you instructions.</p><form><input type="email" placeholder="Email"><button>Continue</button></form>`,
  'a lost password that speaks of the way back': `<h1>Trouble logging in?</h1><form><input placeholder="Email, phone or username"><button>Send login link</button></form><a href="/login">Back to login</a>`,
  'a new password': `<h1>Choose a new password</h1><form><input type="password" autocomplete="new-password" placeholder="New password"><input type="password" autocomplete="new-password" placeholder="Again"><button>Save</button></form>`,
  'a letter to the owners': `<form><input name="name" placeholder="Name"><input type="email" placeholder="Email"><textarea></textarea><button>Send</button></form>`,
  'a comment': `<form action="/wp-comments-post.php"><textarea name="comment"></textarea><input name="author"><input name="email"><input type="submit" value="Post comment"></form>`,
  'a search': `<form role="search"><input type="search" name="s"><button>Search</button></form>`,
  'a parcel to follow': `<form><input placeholder="Tracking number"><button>Track</button></form>`,
  'a voucher': `<form><input name="code" placeholder="Voucher code" maxlength="8"><button>Apply</button></form>`,
  'a postcode': `<form><label>ZIP code <input name="zip" inputmode="numeric" maxlength="5"></label><button>Continue</button></form>`,
  'a card': `<form><input autocomplete="cc-number" placeholder="Card number"><input placeholder="MM/YY"><input type="password" autocomplete="cc-csc" placeholder="CVC" maxlength="4"><button>Pay</button></form>`,
  'the members to invite': `<form><h2>Invite your team</h2><input type="email" placeholder="Email address"><input type="email" placeholder="Email address"><button>Send invitations</button></form>`,
  'a list with a filter': `<h1>Users</h1><input placeholder="Filter users by name or email"><button>Export</button><table><tr><td>Jane</td></tr></table>`,
}

for (const [name, html] of Object.entries(others)) {
  test(`no sign-in: ${name}`, async () => {
    expect(await eyes.signIn(html)).toBeUndefined()
  })
}
