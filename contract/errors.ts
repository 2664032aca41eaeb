// Every failure that crosses the network: code, HTTP status and one public sentence (RFC 9457 problem details).
// A code is `<feature>.<what_is_wrong>` and never changes once released; clients decide by it, not by the status.

export const errors = {
  'request.invalid': { status: 400, sentence: 'The request does not have the expected form.' },
  'request.not_json': { status: 415, sentence: 'Send the body as application/json.' },
  'request.too_large': { status: 413, sentence: 'The request is larger than this server accepts.' },
  'request.foreign_origin': {
    status: 403,
    sentence: 'This request came from another site. Open Countersign at its own address and try again.',
  },
  'request.no_such_path': { status: 404, sentence: 'There is nothing at this address.' },
  'request.method_not_allowed': { status: 405, sentence: 'This address does not know that method.' },
  'server.failed': { status: 500, sentence: 'The server could not finish this. The reason is in its log.' },
  'server.busy': { status: 503, sentence: 'The server is busy. Try again in a moment.' },
  'server.not_ready': { status: 503, sentence: 'The server is not ready yet.' },

  'setup.already_done': { status: 409, sentence: 'This installation is set up already. Sign in instead.' },
  'setup.token_wrong': {
    status: 403,
    sentence: 'This setup link is not valid. Use the newest one that the server printed when it started.',
  },

  'sign_in.refused': { status: 401, sentence: 'The e-mail address or the password is not right.' },
  'sign_in.too_many_attempts': {
    status: 429,
    sentence: 'Too many attempts. Wait a little, then try again.',
  },
  'sign_in.challenge_over': {
    status: 401,
    sentence: 'This sign-in has run out or was used already. Start again with your password.',
  },

  'session.required': { status: 401, sentence: 'Sign in first.' },
  'session.not_found': { status: 404, sentence: 'There is no such session; it may have ended already.' },
  'trusted_device.not_found': {
    status: 404,
    sentence: 'There is no such trusted browser; its time may be over.',
  },
  'access.admin_required': { status: 403, sentence: 'Only an admin of the organization can do this.' },
  'access.help_desk_required': {
    status: 403,
    sentence: 'Only an admin or the help desk of the organization can do this.',
  },
  'access.operator_required': { status: 403, sentence: 'Only an operator of this installation can do this.' },
  'access.beyond_help_desk': {
    status: 403,
    sentence: 'The help desk helps agents. For admins and the help desk itself, ask an admin.',
  },
  'access.step_up_required': {
    status: 403,
    sentence: 'Prove once more that it is you: type a code, or your password if you have no authenticator.',
  },

  'second_factor.code_wrong': { status: 401, sentence: 'That code is not right.' },
  'second_factor.code_used': {
    status: 401,
    sentence: 'That code was used already. Wait for the next one in your app.',
  },
  'second_factor.code_expired': {
    status: 401,
    sentence: 'That code has expired. Type the one that your app shows now.',
  },
  'second_factor.clock_off': {
    status: 401,
    sentence: 'The clock of your phone is off. Set it to automatic time, then try again.',
  },
  'second_factor.too_many_attempts': {
    status: 429,
    sentence: 'Too many wrong codes. Wait a little, then try again.',
  },
  'second_factor.switched_off': {
    status: 403,
    sentence:
      'After too many wrong codes this authenticator is switched off. Use a recovery code or ask an admin.',
  },
  'second_factor.required_by_admin': {
    status: 403,
    sentence: 'Two-factor is required for this account. Only an admin can lift that.',
  },
  'second_factor.not_enrolled': { status: 409, sentence: 'Two-factor is not turned on for this account.' },
  'second_factor.already_enrolled': {
    status: 409,
    sentence: 'Two-factor is turned on for this account already.',
  },
  'second_factor.fresh_code_required': {
    status: 403,
    sentence: 'Type a current code from your authenticator app to do this.',
  },
  'second_factor.enrolment_over': {
    status: 409,
    sentence: 'This QR code is no longer valid. Start again to get a new one.',
  },
  'second_factor.ticket_required': {
    status: 403,
    sentence: 'Your organization asks for a ticket to enrol. Your admin gives you one.',
  },
  'second_factor.ticket_wrong': {
    status: 403,
    sentence: 'That ticket is not right, or has run out. Ask your admin for a new one.',
  },
  'authenticator.not_found': { status: 404, sentence: 'There is no such authenticator.' },
  'bypass_code.wrong': {
    status: 401,
    sentence: 'That bypass code is not right, was used already, or has run out.',
  },
  'recovery_code.wrong': { status: 401, sentence: 'That recovery code is not right, or was used already.' },

  'passkey.refused': {
    status: 401,
    sentence: 'This passkey was not accepted. Try once more, or use another way.',
  },
  'passkey.none': { status: 409, sentence: 'There is no passkey of this account to ask for.' },
  'passkey.unavailable': {
    status: 409,
    sentence:
      'Passkeys need an address with a name, such as https://login.example.com. This server is reached by a number.',
  },

  'approval.none': {
    status: 409,
    sentence: 'No phone of this account approves sign-ins. Take another way.',
  },
  'approval.another_waits': {
    status: 409,
    sentence:
      'Your phone is asked about another sign-in already. Answer that one first, or take another way.',
  },
  'approval.too_many': {
    status: 429,
    sentence: 'Your phone was asked many times without a yes. Take another way, or wait.',
  },
  'approval.refused': {
    status: 401,
    sentence: 'This sign-in was refused on the phone. Start again with your password.',
  },
  'approval.expired': {
    status: 409,
    sentence: 'Nobody answered on the phone in time. Ask it again, or take another way.',
  },
  'approval.not_found': { status: 404, sentence: 'No such sign-in waits for an answer; it may be over.' },
  'approval.number_wrong': {
    status: 401,
    sentence: 'The sign-in shows another number, so it was ended. Start it again if it is yours.',
  },
  'approval.device_refused': {
    status: 403,
    sentence: 'This phone cannot approve that. Sign in on it with a code or a passkey, and register it.',
  },
  'approval.mobile_only': { status: 403, sentence: 'Only the app on a phone approves sign-ins.' },
  'approval.too_many_phones': {
    status: 409,
    sentence: 'No further phone may approve sign-ins of this account. Remove one that you no longer use.',
  },
  'approval.key_wrong': { status: 400, sentence: 'This is not a key of the kind that is wanted: P-256.' },
  'approval.no_push': {
    status: 409,
    sentence: 'This server sends nothing to closed apps. Whoever runs it can set COUNTERSIGN_VAPID_KEY.',
  },

  'password.wrong': { status: 403, sentence: 'That is not your current password.' },
  'password.too_short': { status: 400, sentence: 'Use at least 8 characters; 15 or more are better.' },
  'password.too_long': { status: 400, sentence: 'Use at most 256 characters.' },
  'password.common': {
    status: 400,
    sentence: 'This password is on lists of known passwords. Choose one that nobody else uses.',
  },
  'password.is_context_word': {
    status: 400,
    sentence: 'This password is the name of you, your address or your organization. Choose another one.',
  },

  'password.no_mail': {
    status: 409,
    sentence: 'This server sends no mail. Ask an admin of your organization for help.',
  },
  'password.reset_invalid': {
    status: 404,
    sentence: 'This link has expired or was used already. Ask for a new one.',
  },

  'user.not_found': { status: 404, sentence: 'There is no such user.' },
  'user.email_taken': { status: 409, sentence: 'There is a user with this e-mail address already.' },
  'user.last_admin': {
    status: 409,
    sentence: 'An organization keeps at least one admin who can sign in. Make somebody else admin first.',
  },
  'user.is_yourself': { status: 409, sentence: 'You cannot do this to your own account here.' },
  'user.not_invited': { status: 409, sentence: 'This user has a password already and needs no invitation.' },
  'user.help_desk_is_for_agents': {
    status: 409,
    sentence: 'Admins can help everybody already. Only an agent can belong to the help desk.',
  },
  'connection.not_found': { status: 404, sentence: 'There is no such connection; it may have been deleted.' },
  'connection.origin_not_https': {
    status: 400,
    sentence:
      'Where the address of a connection is https://, its login is typed on pages with https:// alone. Correct the sign-in origins.',
  },
  'connection.unknown_service': {
    status: 400,
    sentence: 'This server has no service pack of that name. GET /api/v1/services lists those that it has.',
  },
  'connection.login_refused': {
    status: 409,
    sentence: 'The service refused this login. Type the name or the password anew before it is tried again.',
  },
  'connection.locked_there': {
    status: 409,
    sentence: 'The service has locked this account for some time. It is tried again when that is over.',
  },
  'connection.no_runner': {
    status: 409,
    sentence: 'No runner is there to sign in. Start one, then try again.',
  },
  'connection.taken_over': {
    status: 409,
    sentence: 'Another admin is signing in there by hand. Wait until the page is given back.',
  },
  'attempt.not_found': { status: 404, sentence: 'There is no such attempt; it may be too old to be kept.' },
  'attempt.not_yours': { status: 403, sentence: 'Somebody else has taken this page over.' },
  'attempt.over': { status: 409, sentence: 'This page was given back, or its time is over.' },
  'runner.required': { status: 401, sentence: 'This needs the token of a runner (countersign runner add).' },
  'lease.lost': {
    status: 409,
    sentence: 'This lease has run out or passed on. Leave the account alone and ask for another one.',
  },
  'lease.foreign_origin': {
    status: 403,
    sentence: 'Nothing of this connection is typed on that origin. Add it to the connection if it is right.',
  },
  'lease.not_wanted': {
    status: 403,
    sentence: 'Nothing of this dashboard types that part of the login, so it is not handed out.',
  },
  'lease.password_given': {
    status: 409,
    sentence: 'This password was typed once and has never worked, so it is not typed again by itself.',
  },
  'lease.does_not_open': {
    status: 409,
    sentence: 'What is kept of this connection cannot be opened any more. Enter it again.',
  },
  'lease.clock_off': {
    status: 409,
    sentence: 'The clocks of the service and of this server are too far apart for a code.',
  },
  'connection.grant_not_found': { status: 404, sentence: 'This user has no grant of this connection.' },
  'connection.admin_needs_no_grant': {
    status: 409,
    sentence: 'Admins may use every connection already. Only an agent needs a grant.',
  },
  'connection.reveal_not_granted': {
    status: 403,
    sentence: 'You may use this connection, but not be told its codes. An admin can let you.',
  },
  'connection.too_many_codes': {
    status: 429,
    sentence: 'You were given many codes of this connection. Wait a little, then ask again.',
  },
  'connection.has_no_secret': {
    status: 409,
    sentence: 'This connection has no secret key, so it makes no codes. Add the key first.',
  },
  'connection.secret_does_not_open': {
    status: 409,
    sentence: 'The secret key of this connection cannot be opened any more. Enter it again.',
  },
  'connection.code_not_yet': {
    status: 429,
    sentence: 'The next codes of this key are given away already. Wait a little, then ask again.',
  },
  'policy.grace_out_of_range': {
    status: 400,
    sentence: 'A time of grace ends in the future, within a year.',
  },
  'policy.exemption_out_of_range': {
    status: 400,
    sentence: 'An exemption ends in the future, within a year.',
  },
  'organization.sign_up_closed': {
    status: 403,
    sentence: 'Here only an operator invites somebody to make an organization.',
  },
  'invitation.not_found': { status: 404, sentence: 'There is no such invitation; it may have been used.' },
  'recovery.not_found': { status: 404, sentence: 'There is no such recovery that could still be used.' },
  'recovery.needs_another_operator': {
    status: 409,
    sentence: 'Whoever asked for a recovery cannot approve it. Another operator has to.',
  },
  'recovery.invalid': {
    status: 404,
    sentence:
      'This recovery link was stopped, used, or has expired. Ask whoever runs the server for a new one.',
  },
  'recovery.too_early': {
    status: 403,
    sentence:
      'This recovery is still in its waiting time. Use the link later, or have another operator approve it.',
  },
  'invitation.invalid': {
    status: 404,
    sentence: 'This invitation has expired or was used already. Ask your admin for a new link.',
  },
  'alert.target_not_found': { status: 404, sentence: 'Alerts do not go there, or not any more.' },
  'alert.too_many_targets': {
    status: 409,
    sentence: 'Alerts go to twenty places already. Take one away first.',
  },
  'alert.too_many_tests': {
    status: 429,
    sentence: 'Many tests were sent just now. Wait a little, then send another one.',
  },
  'alert.no_mail_server': {
    status: 409,
    sentence:
      'This server sends no mail. Whoever runs it can set COUNTERSIGN_SMTP_URL; a webhook works without.',
  },
  'dashboard.not_found': { status: 404, sentence: 'There is no such dashboard.' },
  'dashboard.too_many': {
    status: 409,
    sentence: 'This organization has as many dashboards as it may. Delete one that no screen shows.',
  },
  'dashboard.no_frame': { status: 404, sentence: 'There is no picture of this yet.' },
  'dashboard.connection_not_signed_in': {
    status: 409,
    sentence: 'The connection is not signed in, so nothing can be seen through it. Sign in first.',
  },
  'recording.not_yours': { status: 403, sentence: 'Somebody else records the way to this dashboard.' },
  'recording.over': { status: 409, sentence: 'This recording was ended, or its time is over.' },
  'preview.not_found': { status: 404, sentence: 'There is no such preview any more. Make a new one.' },
  'playlist.not_found': { status: 404, sentence: 'There is no such playlist.' },
  'playlist.dashboard_not_found': {
    status: 400,
    sentence: 'One of the dashboards of this playlist does not exist any more.',
  },
  'playlist.too_many': {
    status: 409,
    sentence: 'This organization has as many playlists as it may. Delete one that no screen shows.',
  },
  'screen.required': { status: 401, sentence: 'This screen is not paired, or is not any more.' },
  'screen.not_found': { status: 404, sentence: 'There is no such screen.' },
  'screen.name_taken': { status: 409, sentence: 'Another screen has this name.' },
  'screen.too_many': {
    status: 409,
    sentence: 'This organization has as many screens as it may. Remove one that is gone.',
  },
  'screen.frame_not_found': { status: 404, sentence: 'This screen has no such picture.' },
  'pairing.not_found': {
    status: 404,
    sentence: 'No screen shows this code. Codes are good for ten minutes: take the one that is on it now.',
  },
  'pairing.too_many_tries': {
    status: 429,
    sentence: 'Too many codes that no screen shows. Wait a little, then type the one that is on the screen.',
  },
  'pairing.too_many': {
    status: 429,
    sentence: 'Too many screens ask for a code at this moment. Try again in a minute.',
  },
  'wall_message.not_found': { status: 404, sentence: 'There is no such message; it may have ended.' },
  'wall_message.empty': { status: 400, sentence: 'Type what the screens are to say, or choose a picture.' },
  'secret.empty': { status: 400, sentence: 'Paste the key, or choose the picture of its QR code.' },
  'secret.is_a_code': {
    status: 400,
    sentence:
      'This is a code that an app makes, not the key it is made from. Look for “Can’t scan it?” beside the QR code.',
  },
  'secret.is_a_recovery_code': {
    status: 400,
    sentence:
      'This looks like a recovery code. Keep it safe; the key is longer, and stands beside the QR code.',
  },
  'secret.too_short': { status: 400, sentence: 'This is too short for a key. A key has 16 letters or more.' },
  'secret.for_microsofts_app': {
    status: 400,
    sentence:
      'This QR code is for Microsoft’s own app. Choose “I want to use a different authenticator app” there and take the new one.',
  },
  'secret.for_another_app': {
    status: 400,
    sentence: 'This is for an app of the service’s own. Set up an ordinary authenticator app there instead.',
  },
  'secret.is_a_link': {
    status: 400,
    sentence: 'This is a link to a page. The key stands on that page, beside its QR code.',
  },
  'secret.counter_based': {
    status: 400,
    sentence: 'This authenticator counts its codes (HOTP). Only keys that go by the time (TOTP) can be used.',
  },
  'secret.not_a_key': {
    status: 400,
    sentence: 'This is not a key: keys have the letters A to Z and the digits 2 to 7.',
  },
  'secret.uri_not_understood': {
    status: 400,
    sentence: 'This key asks for something that no common authenticator does. Take a new one at the service.',
  },
  'secret.export_damaged': {
    status: 400,
    sentence: 'This export is damaged or not complete. Make it once more.',
  },
  'secret.nothing_inside': { status: 400, sentence: 'There is no authenticator in this export.' },
  'secret.password_needed': { status: 400, sentence: 'This export is encrypted. Type its password.' },
  'secret.password_wrong': { status: 400, sentence: 'That is not the password of this export.' },
  'secret.only_its_account_opens_it': {
    status: 400,
    sentence: 'Only the account that made this export can open it. Make one with a password instead.',
  },
  'secret.file_unknown': {
    status: 400,
    sentence: 'This file is neither a picture nor an export that is known here.',
  },
  'secret.file_too_large': {
    status: 400,
    sentence: 'This file is larger than any export of authenticators.',
  },
  'secret.picture_unreadable': {
    status: 400,
    sentence: 'This picture cannot be read. Save it as PNG or JPEG, or make a screenshot.',
  },
  'secret.picture_too_large': {
    status: 400,
    sentence: 'This picture has too many pixels. Make a smaller one.',
  },
  'secret.picture_without_code': {
    status: 400,
    sentence: 'No QR code was found in this picture. Take it straight, sharp and whole, with a white border.',
  },
  'secret.pick_needed': {
    status: 400,
    sentence: 'There are several accounts in this export. Say which one is meant.',
  },
  'secret.pick_unknown': { status: 400, sentence: 'There is no such account in this export.' },
} as const satisfies Record<string, { status: number; sentence: string }>

export type ErrorCode = keyof typeof errors
