// What the app on the phone says beside the console, and what the camera says, in English.
export const enMobile = {
  'app.noWorker.title': 'The app does not run in this browser',
  'app.noWorker.lead':
    'It needs service workers. Browsers have them for addresses with https:// alone, and some not in private windows. The console runs without.',
  'app.noWorker.web': 'Open the console',
  'app.failed.title': 'The app did not start',
  'app.failed.lead': 'Not all of its files came. Try again, with a better connection if you can.',

  'app.offline.title': 'Countersign cannot be reached',
  'app.offline.lead': 'Nothing secret is kept on this phone. So there is little to see without the server:',
  'app.offline.app': 'The codes of your authenticator app go on working: they need no network.',
  'app.offline.codes': 'The codes of connections are made by the server. There are none until it is back.',
  'app.offline.approvals': 'Sign-ins that wait for your yes are asked for again when it is back.',
  'app.offline.waiting': 'It goes on by itself when the connection is back.',

  'app.lock.title': 'Countersign is locked',
  'app.lock.lead_one': 'Nobody has touched it for {{count}} minute. Show this phone that it is you.',
  'app.lock.lead_other': 'Nobody has touched it for {{count}} minutes. Show this phone that it is you.',
  'app.lock.open': 'Unlock',
  'app.lock.signOut': 'Sign out',
  'app.lockCard.title': 'Lock',
  'app.lockCard.lead': 'For a phone in other hands: what was on the page is gone, and nothing new comes.',
  'app.lockCard.after': 'When nobody has touched the app for',
  'app.lockCard.minutes_one': '{{count}} minute',
  'app.lockCard.minutes_other': '{{count}} minutes',
  'app.lockCard.byPasskey': 'Then it is locked. Your passkey opens it, with your finger, face or PIN.',
  'app.lockCard.signsOut':
    'Then you are signed out. With a passkey of this phone it is locked instead, and opens with your finger, face or PIN.',
  'app.lockCard.usePasskey': 'Unlock with a passkey',
  'app.lockCard.elsewhere': 'That passkey is on another device. Add one of this phone first.',

  'app.onPhone.title': 'Countersign on your phone',
  'app.onPhone.lead':
    'Open this address on your phone, or scan it, sign in there, and add it to the home screen.',
  'app.onPhone.qr': 'QR code of the address beside it, for the camera of your phone',
  'app.bar': 'Most used',
  'app.bar.approve': 'Approve',
  'guide.app-on-your-phone': 'The app on your phone',

  'camera.scan': 'Scan a QR code',
  'camera.lead': 'Hold the QR code in front of the camera.',
  'camera.starting': 'The camera is starting.',
  'camera.picture': 'What the camera sees',
  'camera.refused':
    'The camera was not allowed. Allow it for this address in the settings of the browser, and try again.',
  'camera.none': 'There is no camera on this device.',
  'camera.busy': 'The camera cannot be used. Perhaps another program has it.',
  'camera.wrong.secret': 'This QR code is none of an authenticator. It should begin with otpauth.',
  'camera.wrong.screen': 'This QR code is none of a screen of this Countersign.',
}
