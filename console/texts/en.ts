// The catalogue in English, which names the keys for all languages.

export const en = {
  'action.tryAgain': 'Try again',

  'duration.seconds_one': '{{count}} second',
  'duration.seconds_other': '{{count}} seconds',
  'duration.minutes_one': '{{count}} minute',
  'duration.minutes_other': '{{count}} minutes',
  'duration.hours_one': '{{count}} hour',
  'duration.hours_other': '{{count}} hours',

  'field.email': 'E-mail address',
  'field.email.wrong': 'Type an e-mail address, like name@example.com.',
  'field.password': 'Password',
  'field.password.missing': 'Type the password.',
  'field.password.show': 'Show password',

  'preferences.language': 'Language',
  'preferences.appearance': 'Appearance',
  'preferences.appearance.auto': 'Like the system',
  'preferences.appearance.light': 'Light',
  'preferences.appearance.dark': 'Dark',

  'shell.home': 'Countersign, home',

  'unknownPage.title': 'There is nothing here',
  'unknownPage.lead': 'This address leads nowhere. Perhaps the link was cut off on its way.',
  'unknownPage.goHome': 'Go to the start',
  'brokenPage.title': 'This page did not open',

  'signIn.title': 'Sign in',
  'signIn.lead': 'With the account of your organization.',
  'signIn.submit': 'Sign in',
  'signIn.passkey': 'Sign in with a passkey',
  'signIn.sessionEnded': 'Your session has ended. Sign in again, and you are back where you were.',
  'signIn.signedOut': 'You are signed out.',
  'signIn.toGoOn': 'Sign in to open this page.',

  'reset.forgot': 'Forgot your password?',
  'signUp.link': 'Make an organization',
  'guides.newWindow': 'in a new window',
  'guide.sign-in': 'How to sign in',

  'failure.unreachable': 'The server cannot be reached. Check your connection, then try again.',
  'failure.unexpected': 'Something went wrong in this page. Reload it and try again.',
  'failure.tryAgainIn': 'Try again in {{duration}}.',
  'failure.tryAgainNow': 'You can try again now.',
  'failure.tryAgainLater': 'Wait a little, then try again.',

  'error.request.invalid': 'Something in this form was not accepted. Check what you typed.',
  'error.request.not_json': 'This page and the server do not fit together. Reload the page.',
  'error.request.too_large': 'That is more than the server accepts.',
  'error.request.foreign_origin':
    'The server knows itself under another address. Open Countersign at its own address and try again.',
  'error.request.no_such_path': 'This page and the server do not fit together. Reload the page.',
  'error.request.method_not_allowed': 'This page and the server do not fit together. Reload the page.',
  'error.server.failed': 'The server could not finish this. Try again; if it stays, tell your admin.',
  'error.server.busy': 'The server is busy.',
  'error.server.not_ready': 'The server is still starting. Try again in a moment.',
  'error.sign_in.refused': 'The e-mail address or the password is not right.',
  'error.sign_in.too_many_attempts': 'Too many attempts.',
  'error.sign_in.challenge_over': 'This sign-in has run out. Start again with your password.',
  'error.session.required': 'Your session has ended. Sign in again.',
} satisfies Record<string, string>
