// What the phone and its owner say of sign-ins that are approved there, in English.
export const enApprovals = {
  'approvals.title': 'Approve sign-ins',
  'approvals.lead': 'A sign-in elsewhere that chose this way waits here for your answer.',
  'approvals.open': 'Show what waits',
  'approvals.lost': 'The connection is lost, so this page may be out of date. It comes back by itself.',
  'approvals.nothing': 'Nothing waits for your answer',
  'approvals.nothingLead':
    'Choose “Approve on your phone” where you sign in, and it appears here. Nobody can ask without your password.',
  'approvals.question': 'Are you signing in?',
  'approvals.caution':
    'Approve only what you are doing yourself at this moment. Nobody of your organization ever asks you for it.',
  'approvals.who': 'Account',
  'approvals.with': 'With',
  'approvals.from': 'From',
  'approvals.when': 'Asked',
  'approvals.left': 'Time left',
  'approvals.number': 'The two digits that the sign-in shows',
  'approvals.number.missing': 'Type both digits.',
  'approvals.yes': 'Approve',
  'approvals.no': 'It was not me',
  'approvals.no.title': 'Was it not you?',
  'approvals.no.text':
    'The sign-in ends, and your admins are told. Somebody knows your password then: change it afterwards.',
  'approvals.no.confirm': 'End the sign-in',
  'approvals.approved': 'Approved. It goes on where it began.',
  'approvals.denied':
    'The sign-in is ended, and your admins are told. If somebody knows your password, change it:',
  'approvals.toProfile': 'To your profile',
  'approvals.noKey': 'This phone is not registered, so it can only say no. Register it in your profile.',
  'approvals.onlyPhone': 'Only the app on a registered phone can approve. Here you can say no.',
  'approvals.banner': 'A sign-in waits for your answer',
  'approvals.noKeys':
    'This browser keeps no key: it is a private window, it is too old, or the address has no HTTPS.',
  'approvals.phone.title': 'Approve sign-ins on your phone',
  'approvals.phone.registered': 'Registered',
  'approvals.phone.offer':
    'Instead of typing a code elsewhere, you look here and type two digits. Your app or passkey stays beside it.',
  'approvals.phone.register': 'Approve sign-ins on this phone',
  'approvals.phone.registerText':
    'This phone makes a key that never leaves it, and stays signed in for longer. Lock its screen: whoever holds it open can answer for you.',
  'approvals.phone.registerConfirm': 'Register this phone',
  'approvals.phone.name.description': 'To tell it from others in your list.',
  'approvals.phone.added': 'This phone approves sign-ins now.',
  'approvals.phone.kept': 'Signed in until {{moment}}, if it is opened once in a while.',
  'approvals.phone.notKept':
    'Signed in until {{moment}} at most; after that it can answer nothing until you sign in here again.',
  'approvals.phone.signsOut_one':
    'Without a passkey of this phone you are signed out after {{count}} minute without a touch, and the phone cannot answer then. Add one above, and the phone is locked instead.',
  'approvals.phone.signsOut_other':
    'Without a passkey of this phone you are signed out after {{count}} minutes without a touch, and the phone cannot answer then. Add one above, and the phone is locked instead.',
  'approvals.phone.keep': 'Stay signed in on this phone',
  'approvals.phone.where':
    'Open the app on your phone, at the address in “{{card}}” below, and register the phone in your profile there. Then you approve sign-ins on it with two digits.',
  'approvals.push.off': 'You see a sign-in here while the app is open.',
  'approvals.push.on': 'You are told of a sign-in while the app is closed, too.',
  'approvals.push.turnOn': 'Tell me while the app is closed, too',
  'approvals.push.turnOff': 'Tell me no longer',
  'approvals.push.blocked':
    'Notifications are not allowed for this app. Allow them in the settings of your phone.',
  'approvals.push.unavailable':
    'This browser tells nothing while the app is closed. On an iPhone, add the app to the home screen first.',
  'approvals.push.failed':
    'The notifications of this browser did not answer. Try again later; in the open app you see every sign-in.',
} as const satisfies Record<string, string>
