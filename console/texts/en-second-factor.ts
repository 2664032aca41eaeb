// What is said from the second factor on, in English: loaded while the password is typed, so that the first page stays small.

export const enSecondFactor = {
  'action.continue': 'Continue',
  'action.copied': 'Copied',
  'action.copy': 'Copy',
  'action.copyFailed': 'Not copied',
  'action.download': 'Download',
  'action.print': 'Print',
  loading: 'Loading',

  'signIn.notYou': 'Not you?',
  'signIn.code.title': 'Enter your code',
  'signIn.code.lead': 'Open your authenticator app and type the six digits that it shows for Countersign.',
  'signIn.passkey.title': 'Use your passkey',
  'signIn.passkey.lead': 'Your device asks for your finger, face or PIN, or for your security key.',
  'signIn.passkey.submit': 'Use passkey',
  'signIn.use.passkey': 'Use a passkey instead',
  'signIn.use.approval': 'Approve on your phone instead',
  'signIn.approval.title': 'Approve on your phone',
  'signIn.approval.lead':
    'Open Countersign on your phone. It shows this sign-in: type these two digits there.',
  'signIn.approval.number': 'The two digits to type on the phone',
  'signIn.approval.left': 'Your phone is asked for {{left}} more',
  'signIn.approval.lastLook': 'The time is up. Looking once more whether there was an answer.',
  'signIn.approval.broken':
    'The server does not answer just now. It goes on by itself, and the two digits stay good.',
  'signIn.approval.again': 'Ask the phone again',
  'signIn.approval.startAgain': 'Start again',
  'signIn.use.recovery_code': 'Use a recovery code instead',
  'signIn.use.totp': 'Use the authenticator app instead',
  'signIn.trust_one': 'Trust this browser for {{count}} day',
  'signIn.trust_other': 'Trust this browser for {{count}} days',
  'signIn.use.bypass_code': 'Use the bypass code that your admin gave you',
  'signIn.recovery.title': 'Use a recovery code',
  'signIn.recovery.lead': 'One of the ten codes that you saved when you set up two-factor. Each works once.',
  'signIn.recovery.label': 'Recovery code',
  'signIn.recovery.description': 'Hyphens, spaces and capitals do not matter.',
  'signIn.recovery.missing': 'Type one of your recovery codes.',
  'signIn.bypass.title': 'Use a bypass code',
  'signIn.bypass.lead':
    'Your admin or help desk gives you one when you cannot use your app. It works once, for minutes.',
  'signIn.bypass.label': 'Bypass code',
  'signIn.bypass.description': 'Hyphens, spaces and capitals do not matter.',
  'signIn.bypass.missing': 'Type the bypass code.',
  'signIn.ticket.title': 'Enter your ticket',
  'signIn.ticket.lead':
    'Your organization requires two-factor, and asks for a ticket of your admin before you set it up.',
  'signIn.ticket.label': 'Ticket',
  'signIn.ticket.description': 'Hyphens, spaces and capitals do not matter.',
  'signIn.ticket.missing': 'Type the ticket.',
  'enrolReminder.title': 'Set up two-factor',
  'enrolReminder.lead': 'Your organization requires it from {{day}} on. It takes two minutes and your phone.',
  'enrolReminder.now': 'Set it up now',
  'enrolReminder.later': 'Later',

  'code.label': 'Six-digit code',
  'code.tooShort': 'Type all six digits.',

  'enrolment.title': 'Set up two-factor',
  'enrolment.required':
    'Your organization asks for a second step when you sign in: a code from an app on your phone. It takes a minute.',
  'enrolment.scan.title': 'Scan this code with your authenticator app',
  'enrolment.scan.description':
    'Google Authenticator, Microsoft Authenticator, 2FAS, Aegis, 1Password: any app for one-time codes works.',
  'enrolment.qr.alt': 'QR code for your authenticator app. The key beside it says the same.',
  'enrolment.openHere': 'Open on this device',
  'enrolment.key': 'No camera? Type this key',
  'enrolment.key.label': 'Key',
  'enrolment.key.copy': 'Copy key',
  'enrolment.settings': 'If the app asks',
  'enrolment.settingsText': 'Time-based, {{algorithm}}, {{digits}} digits, every {{seconds}} seconds',
  'enrolment.account': 'It appears in the app as',
  'enrolment.confirm.title': 'Type the code',
  'enrolment.confirm.description': 'The six digits that the app shows now prove that it works.',
  'enrolment.confirm.submit': 'Confirm',
  'enrolment.renewed':
    'The QR code before was no longer valid. Delete that entry in your app and scan this new one.',

  'enrolment.passkey':
    'A passkey is kept by this device, by your password manager or by a security key. You confirm it with your finger, face or PIN, and type nothing.',
  'enrolment.passkey.submit': 'Make a passkey',
  'recoveryCodes.title': 'Save your recovery codes',
  'recoveryCodes.lead':
    'If your phone is lost, one of these gets you in. Each works once, and they are shown only now.',
  'recoveryCodes.listLabel': 'Recovery codes',
  'recoveryCodes.saved': 'I have saved them',
  'recoveryCodes.fileName': 'countersign-recovery-codes.txt',
  'recoveryCodes.fileTitle': 'Countersign recovery codes of {{account}}',
  'recoveryCodes.fileHint': 'Each code works once. Keep them away from the phone with the authenticator app.',

  'passkey.notUsed':
    'No passkey was used: it was cancelled, the time ran out, or this device has none of yours. Try once more, or use another way.',
  'passkey.notMade':
    'No passkey was made: it was cancelled, or the time ran out. Try once more, or use another way.',
  'passkey.alreadyHere':
    'There is a passkey of yours here already, and it works. Choose another device or key for one more.',
  'passkey.address':
    'Passkeys work only at the server’s own address, by its name and over HTTPS. Open it there, or use another way.',
  'passkey.browser': 'This browser knows no passkeys. Use another browser, or another way.',
  'passkey.failed': 'The browser could not finish this with a passkey. Try once more, or use another way.',
  'passkeyWindow.title': 'Your passkey, for the extension',
  'passkeyWindow.lead':
    'Your browser asks for your passkey, for the Countersign extension. This window closes by itself.',
  'passkeyWindow.notYou': 'You did not choose that in the extension? Cancel it, and close this window.',
  'guide.lost-phone': 'When a phone is lost',

  'guide.passkeys': 'How passkeys work here',
  'guide.approve-on-the-phone': 'Approve sign-ins on your phone',
  'failure.clockBehind':
    'The clock of your phone is {{duration}} behind. Set it to automatic time, then type the next code.',
  'failure.clockAhead':
    'The clock of your phone is {{duration}} ahead. Set it to automatic time, then type the next code.',

  'error.second_factor.ticket_required':
    'Your organization asks for a ticket to enrol. Your admin gives you one.',
  'error.second_factor.ticket_wrong':
    'That ticket is not right, or has run out. Ask your admin for a new one.',
  'error.bypass_code.wrong': 'That bypass code is not right, was used already, or has run out.',
  'error.second_factor.code_wrong': 'That code is not right. Type the one that your app shows now.',
  'error.second_factor.code_used': 'That code was used already. Wait for the next one in your app.',
  'error.second_factor.code_expired': 'That code has expired. Type the one that your app shows now.',
  'error.second_factor.clock_off':
    'The clock of your phone is off. Set it to automatic time, then type the next code.',
  'error.second_factor.too_many_attempts': 'Too many wrong codes.',
  'error.second_factor.switched_off':
    'After too many wrong codes this authenticator is switched off. Use a recovery code, or ask an admin.',
  'error.second_factor.already_enrolled': 'Two-factor is turned on for this account already. Sign in again.',
  'error.second_factor.enrolment_over': 'This QR code is no longer valid. Start again to get a new one.',
  'error.recovery_code.wrong': 'That recovery code is not right, or was used already.',
  'error.approval.none': 'No phone of this account can answer now. Take another way.',
  'error.approval.another_waits':
    'Your phone is asked about another sign-in already. Answer that one first, or take another way.',
  'error.approval.too_many':
    'Your phone was asked many times without a yes, so it is left in peace for a while. Take another way.',
  'error.approval.refused':
    'This sign-in was ended on the phone: somebody refused it, or typed another number. Start again with your password.',
  'error.approval.expired': 'Nobody answered on the phone in time. Ask it again, or take another way.',
  'error.passkey.refused': 'This passkey was not accepted. Try once more, or use another way.',
  'error.passkey.none': 'There is no passkey of this account to ask for.',
  'error.passkey.unavailable':
    'Passkeys need an address with a name, and this server is reached by a number. Use another way.',
  'error.second_factor.required_by_admin':
    'Two-factor is required for this account. Only an admin can lift that.',
  'error.second_factor.not_enrolled': 'Two-factor is not turned on for this account.',
  'error.second_factor.fresh_code_required':
    'This needs a fresh proof that it is you: a code of your app, or your passkey.',
} satisfies Record<string, string>
