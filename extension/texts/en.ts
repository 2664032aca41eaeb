// The catalogue in English, which names the keys for all languages.

export const en = {
  'action.back': 'Back',
  'action.cancel': 'Cancel',
  'action.continue': 'Continue',
  'action.copied': 'Copied',
  'action.copy': 'Copy',
  'action.copyFailed': 'Not copied',
  'action.done': 'Done',
  'action.signOut': 'Sign out',
  'action.openConsole': 'Open Countersign',
  'action.openTab': 'Open the address in a tab',
  'action.tryAgain': 'Try again',

  'address.title': 'Where is your Countersign?',
  'address.lead':
    'The address at which you sign in. Your browser then asks whether the extension may reach it.',
  'address.label': 'Address',
  'address.wrong': 'Type an address that begins with https://. With http:// it can only be this computer.',
  'address.refused': 'Your browser does not let the extension reach this address. Try again, and allow it.',
  'address.other': 'Another address',

  'field.email': 'E-mail address',
  'field.password': 'Password',
  'field.missing': 'Fill in every field.',
  'code.label': 'Six-digit code',

  'signIn.title': 'Sign in',
  'signIn.lead': 'At {{host}}, with the account of your organization.',
  'signIn.submit': 'Sign in',
  'signIn.startAgain': 'Start again',
  'signIn.code.title': 'Enter your code',
  'signIn.code.lead': 'Open your authenticator app and type the six digits that it shows for Countersign.',
  'signIn.recovery.title': 'Use a recovery code',
  'signIn.recovery.lead': 'One of the ten codes that you saved when you set up two-factor. Each works once.',
  'signIn.recovery.label': 'Recovery code',
  'signIn.bypass.title': 'Use a bypass code',
  'signIn.bypass.lead':
    'Your admin or help desk gives you one when you cannot use your app. It works once, for minutes.',
  'signIn.bypass.label': 'Bypass code',
  'signIn.passkey': 'Sign in with a passkey',
  'signIn.passkey.title': 'Use your passkey',
  'signIn.passkey.lead':
    'A small window of your Countersign opens. There your device asks for your finger, face or PIN, or for your security key.',
  'signIn.passkey.submit': 'Use passkey',
  'signIn.approval.title': 'Approve on your phone',
  'signIn.approval.lead':
    'Open Countersign on your phone. It shows this sign-in: type these two digits there.',
  'signIn.approval.number': 'The two digits to type on the phone',
  'signIn.approval.left': 'Your phone is asked for {{left}} more',
  'signIn.approval.lastLook': 'The time is up. Looking once more whether there was an answer.',
  'signIn.approval.broken': 'The connection is lost. It comes back by itself, and the two digits stay good.',
  'signIn.approval.ask': 'Ask the phone',
  'signIn.use.passkey': 'Use a passkey instead',
  'signIn.use.approval': 'Approve on your phone instead',
  'signIn.use.totp': 'Use the authenticator app instead',
  'signIn.use.recovery_code': 'Use a recovery code instead',
  'signIn.use.bypass_code': 'Use the bypass code that your admin gave you',
  'signIn.ticket.title': 'Enter your ticket',
  'signIn.ticket.lead':
    'Your organization requires two-factor, and asks for a ticket of your admin before you set it up.',
  'signIn.ticket.label': 'Ticket',

  'enrolment.title': 'Set up two-factor',
  'enrolment.lead':
    'Your organization asks for a second step when you sign in. Scan this code with an authenticator app, then type the six digits that it shows.',
  'enrolment.qr': 'QR code for your authenticator app. The key below it says the same.',
  'enrolment.key': 'No camera? Type this key',
  'enrolment.confirm': 'Confirm',
  'enrolment.passkey':
    'A passkey is kept by this device, by your password manager or by a security key. You confirm it with your finger, face or PIN, and type nothing.',
  'enrolment.passkey.submit': 'Make a passkey',
  'recoveryCodes.title': 'Save your recovery codes',
  'recoveryCodes.lead':
    'If your phone is lost, one of these gets you in. Each works once, and they are shown only now.',
  'recoveryCodes.list': 'Recovery codes',
  'recoveryCodes.saved': 'I have saved them',

  'stepUp.title': 'Is it you?',
  'stepUp.code': 'To do this, type the code that your authenticator app shows now.',
  'stepUp.password': 'To do this, type your password once more.',
  'stepUp.passkey': 'To do this, confirm with your passkey that it is you.',
  'stepUp.none':
    'This account has neither an authenticator app nor a passkey that could be asked for here. Do this in Countersign.',
  'stepUp.done': 'It is you',
  'stepUp.goOn': 'Go back to the page and press the button of the extension once more.',

  'passkey.closed': 'The window was closed before it was done. Try once more, or use another way.',
  'passkey.elsewhere':
    'The window went to another address than your Countersign’s, so no passkey was asked for. Try once more, or use another way.',
  'passkey.notUsed':
    'No passkey was used: it was cancelled, the time ran out, or this device has none of yours. Try once more, or use another way.',
  'passkey.notMade':
    'No passkey was made: it was cancelled, or the time ran out. Try once more, or use another way.',
  'passkey.alreadyHere':
    'There is a passkey of yours here already, and it works. Choose another device or key for one more.',
  'passkey.address':
    'Passkeys work only at the server’s own address, by its name and over HTTPS. Use another way.',
  'passkey.browser': 'This browser knows no passkeys. Use another browser, or another way.',
  'passkey.failed': 'The browser could not finish this with a passkey. Try once more, or use another way.',

  'codes.title': 'Codes',
  'codes.here': 'For this page',
  'codes.others': 'Other connections',
  'codes.none': 'There is no connection that you may use. An admin adds one, or lets you use it.',
  'codes.search': 'Search',
  'codes.fill': 'Fill in the code',
  'codes.show': 'Show a code',
  'codes.waiting':
    'Waiting for a code that nobody was given yet. It may take a minute. Keep this window open.',
  'codes.usedUp': 'Type it now: it is shown to nobody again',
  'codes.over': 'The time of that code is over.',
  'codes.noSecret': 'No key is kept, so no codes are made.',

  'connect.title': 'Connect this service',
  'connect.hint': 'On a page where a service shows the QR code or the key of an authenticator app.',
  'connect.lead': 'The key was read off the page. With the login it makes a connection.',
  'connect.noKey':
    'No QR code of an authenticator and no key is seen on this page. Scroll to it, or open the step at which the service shows it, then press the button again.',
  'connect.name': 'Name',
  'connect.service': 'Service',
  'connect.url': 'Address',
  'connect.username': 'User name there',
  'connect.password': 'Password there',
  'connect.submit': 'Connect',
  'connect.done': 'The connection is made',
  'connect.typed': 'Its first code is typed into the page: confirm it there.',
  'connect.typeYourself': 'Type its first code into the page of the service, and confirm it there.',

  'record.title': 'Show the way to a dashboard',
  'record.hint': 'What you press, type and scroll on this page becomes the steps before each picture.',
  'record.begun':
    'It is recorded from now on. Do on the page what is to be done, then press the button of the extension again. When the page is loaded anew, the recording is over: begin again.',
  'record.notHere': 'Nothing can be recorded on this page.',
  'record.none': 'Nothing was done on the page yet.',
  'record.missed.choice': 'What you choose from a list or set with a slider becomes no step here.',
  'record.missed.text': 'What you type into a text that is edited in the page itself becomes no step here.',
  'record.missed.frame': 'What you do in a frame, a page within the page, becomes no step here.',
  'record.missed.sideways': 'Scrolling sideways becomes no step here.',
  'record.missed.more': 'There is room for fifty steps. What you did after them is missing.',
  'record.connection': 'Seen through',
  'record.public': 'No connection: the page is public',
  'record.submit': 'Make a dashboard',
  'record.goOn': 'Go on recording',
  'record.discard': 'Stop and forget the steps',
  'record.done': 'The dashboard is made',
  'record.open': 'Open it in Countersign',
  'record.press': 'Press “{{on}}”',
  'record.type': 'Type “{{text}}” into “{{on}}”',
  'record.type.username': 'Type the user name of the connection',
  'record.type.password': 'Type the password of the connection',
  'record.type.code': 'Type a code of the connection',
  'record.key': 'Press the key {{key}}',
  'record.scroll': 'Scroll by {{count}} pixels',
  'record.wait': 'Wait for {{count}} s',

  'fill.typed': 'The code is typed.',
  'fill.elsewhere': 'The page is another one now. Nothing was typed.',
  'fill.no_box':
    'No box for a code is seen on this page. Click into it if there is one, then press the button again.',
  'fill.several': 'There are several boxes. Click into the one for the code, then press the button again.',

  'failure.unreachable':
    'No Countersign answers at {{host}}. Is the address right, is the server running, and does your browser trust its certificate?',
  'failure.unexpected': 'Something went wrong. Close this window, open it again, and try once more.',
  'failure.tryAgainIn': 'Try again in {{count}} s.',

  'error.request.invalid': 'Something in this form was not accepted. Check what you typed.',
  'error.request.foreign_origin':
    'The server knows itself under another address. Type that one, as it stands in the address bar of the console.',
  'error.server.failed': 'The server could not finish this. Try again; if it stays, tell your admin.',
  'error.server.busy': 'The server is busy. Try again in a moment.',
  'error.server.not_ready': 'The server is still starting. Try again in a moment.',
  'error.session.required': 'Your session has ended. Sign in again.',
  'error.sign_in.refused': 'The e-mail address or the password is not right.',
  'error.sign_in.too_many_attempts': 'Too many attempts.',
  'error.sign_in.challenge_over': 'This sign-in has run out. Start again with your password.',
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
  'error.second_factor.ticket_required':
    'Your organization asks for a ticket to enrol. Your admin gives you one.',
  'error.second_factor.ticket_wrong':
    'That ticket is not right, or has run out. Ask your admin for a new one.',
  'error.recovery_code.wrong': 'That recovery code is not right, or was used already.',
  'error.bypass_code.wrong': 'That bypass code is not right, was used already, or has run out.',
  'error.password.wrong': 'That is not your current password.',
  'error.access.step_up_required': 'Prove once more that it is you.',
  'error.passkey.refused': 'This passkey was not accepted. Use another way.',
  'error.passkey.unavailable': 'Passkeys cannot be used with this server.',
  'error.passkey.none': 'There is no passkey of this account to ask for.',
  'error.approval.none': 'No phone of this account can answer now. Take another way.',
  'error.approval.another_waits':
    'Your phone is asked about another sign-in already. Answer that one first, or take another way.',
  'error.approval.too_many':
    'Your phone was asked many times without a yes, so it is left in peace for a while. Take another way.',
  'error.approval.refused':
    'This sign-in was ended on the phone: somebody refused it, or typed another number. Start again with your password.',
  'error.approval.expired': 'Nobody answered on the phone in time. Ask it again, or take another way.',
  'error.connection.not_found': 'This connection is not there any more, or is not yours to use.',
  'error.connection.has_no_secret': 'This connection has no secret key, so it makes no codes.',
  'error.connection.secret_does_not_open':
    'The secret key of this connection cannot be opened any more. An admin has to enter it again.',
  'error.connection.reveal_not_granted':
    'You may use this connection, but not be told its codes. An admin can let you.',
  'error.secret':
    'What the page shows is no key that can be used. Open the step that shows the QR code or the key of an ordinary authenticator app.',
  'error.connection.unknown_service': 'The server does not know that service. Choose another one.',
  'error.connection.origin_not_https':
    'Where the address begins with https://, the login is typed on such pages alone.',
  'error.connection.code_not_yet': 'The next codes of this key are given away already.',
  'error.connection.too_many_codes': 'You were given many codes of this connection.',
  'error.dashboard.too_many':
    'Your organization has as many dashboards as it may. Delete one that no screen shows.',
} satisfies Record<string, string>
