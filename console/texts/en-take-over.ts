// What is said where a person signs in at a service by hand, in English.
export const enTakeOver = {
  'takeOver.begin': 'Take over',
  'takeOver.back': 'Back to the page',
  'takeOver.byYou': 'You are signing in there by hand.',
  'takeOver.byAnother': 'Another admin is signing in there by hand. Wait until the page is given back.',
  'takeOver.toConnection': 'Back to the connection',
  'takeOver.title': 'Sign in by hand',
  'takeOver.lead':
    'You see the browser of the runner and drive it. When the service has let you in, the session is kept. That you do this is in the audit log; what you type is kept nowhere.',
  'takeOver.waiting': 'Waiting for a runner …',
  'takeOver.machineFirst':
    'The runner goes as far as it gets by itself. The page is yours as soon as it is stuck.',
  'takeOver.runnerGone':
    'The runner is gone. Another one begins anew as soon as there is one; nothing that you typed is typed again.',
  'takeOver.live': 'The page of the service, live',
  'takeOver.into': 'What you type goes to',
  'takeOver.intoOpen': 'Not encrypted! What you type goes to',
  'takeOver.noSite': 'no site yet',
  'takeOver.timeLeft': '{{time}} left',
  'takeOver.lastMinute': 'One minute is left; then the page is given back.',
  'takeOver.isSignedIn': 'I am signed in',
  'takeOver.giveBack': 'Give it back',
  'takeOver.page': 'The page of {{host}}: what you type here is typed there',
  'takeOver.hint':
    'Press into the picture, then type; paste and scroll work, too. By keyboard: Tab leads in, and Escape, then Tab, leads out. It ends by itself when the service has let you in.',
  'takeOver.keys': 'Keys',
  'takeOver.larger': 'Larger',
  'takeOver.smaller': 'Smaller',
  'takeOver.ending': 'The page is given back or its time is over. A moment, please …',
  'takeOver.signedIn': 'Signed in, and the session is kept: the next sign-in types nothing.',
  'takeOver.timeOver': 'The ten minutes are over. The page was given back, and it is not signed in.',
  'takeOver.givenBack': 'The page was given back, and it is not signed in.',
} as const satisfies Record<string, string>
