// What the signed-in pages say of failures, by their codes, in English.
export const enFailures = {
  'error.setup.already_done': 'This installation is set up already. Sign in instead.',
  'error.setup.token_wrong':
    'This setup link is not valid. Use the newest one that the terminal printed when the server started.',
  'error.approval.not_found': 'No such sign-in waits for an answer; it may be over.',
  'error.approval.number_wrong':
    'The sign-in shows another number, so it was ended. Start it again if it is yours.',
  'error.approval.device_refused':
    'This phone cannot approve that. Sign in on it with a code or a passkey, and register it.',
  'error.approval.mobile_only': 'Only the app on a phone approves sign-ins.',
  'error.approval.too_many_phones':
    'No further phone may approve sign-ins of this account. Remove one that you no longer use.',
  'error.approval.key_wrong': 'This browser made a key of another kind. Try again with a current one.',
  'error.approval.no_push': 'This server sends nothing to closed apps. Open the app to see what waits.',
  'error.trusted_device.not_found': 'There is no such trusted browser; its time may be over.',
  'error.session.not_found': 'There is no such session; it may have ended already.',
  'error.access.admin_required': 'Only an admin of the organization can do this.',
  'error.access.help_desk_required': 'Only an admin or the help desk of your organization can do this.',
  'error.access.operator_required': 'Only an operator of this installation can do this.',
  'error.access.step_up_required': 'Prove once more that it is you.',
  'error.access.beyond_help_desk':
    'The help desk helps agents. For admins and the help desk itself, ask an admin.',
  'error.user.help_desk_is_for_agents':
    'Admins can help everybody already. Only an agent can belong to the help desk.',
  'error.connection.not_found': 'This connection is no longer there.',
  'error.connection.origin_not_https':
    'Because the address of this connection begins with https://, every sign-in origin has to begin with https:// too.',
  'error.connection.unknown_service': 'This server does not know that service. Choose one of the list.',
  'error.connection.login_refused':
    'The service refused this login. Edit the name or the password, then try again.',
  'error.connection.locked_there':
    'The service has locked this account for a while. It is tried again when that is over.',
  'error.connection.no_runner':
    'No runner is there to sign in. Whoever looks after the server has to start one.',
  'error.connection.taken_over':
    'Another admin is signing in there by hand. Wait until the page is given back: ten minutes at most.',
  'error.attempt.not_found': 'This sign-in is too old to be kept.',
  'error.attempt.not_yours': 'Somebody else has taken this page over.',
  'error.attempt.over': 'This page was given back, or its time is over.',
  'error.runner.required': 'This is for runners alone.',
  'error.lease.lost': 'Another runner has taken this over.',
  'error.lease.foreign_origin':
    'Nothing of this connection is typed on that page. Add its address to the connection if it is right.',
  'error.lease.not_wanted': 'No step of this dashboard types that part of the login.',
  'error.lease.password_given':
    'This password was typed once and has never worked, so it is not typed again by itself.',
  'error.lease.does_not_open': 'What is kept of this connection cannot be opened any more. Enter it again.',
  'error.lease.clock_off': 'The clocks of the service and of this server are too far apart for a code.',
  'error.connection.grant_not_found': 'This user has no access to this connection.',
  'error.connection.admin_needs_no_grant':
    'Admins may use every connection already. Only agents are let in one by one.',
  'error.connection.reveal_not_granted':
    'You may use this connection, but not see its codes. An admin can let you.',
  'error.connection.too_many_codes':
    'You were given many codes of this connection. Wait a little, then ask again.',
  'error.connection.has_no_secret':
    'This connection has no secret key, so it makes no codes. Add the key first.',
  'error.connection.secret_does_not_open':
    'The secret key of this connection cannot be opened any more. Enter it again.',
  'error.connection.code_not_yet':
    'The next codes of this key are given away already. Wait a little, then ask again.',
  'error.policy.grace_out_of_range': 'A time of grace ends in the future, within a year.',
  'error.policy.exemption_out_of_range': 'An exemption ends in the future, within a year.',
  'error.authenticator.not_found': 'This authenticator is no longer there.',
  'error.password.no_mail': 'This server sends no mail. Ask an admin of your organization for help.',
  'error.password.reset_invalid': 'This link has expired or was used already. Ask for a new one.',
  'error.user.not_found': 'This user is no longer there.',
  'error.user.email_taken': 'There is a user with this e-mail address already.',
  'error.user.last_admin':
    'An organization keeps at least one admin who can sign in. Make somebody else admin first.',
  'error.user.is_yourself': 'You cannot do this to your own account.',
  'error.user.not_invited': 'This user has a password already and needs no invitation.',
  'error.organization.sign_up_closed': 'Here only an operator invites somebody to make an organization.',
  'error.invitation.not_found': 'There is no such invitation; it may have been used.',
  'error.recovery.not_found': 'There is no such recovery that could still be used.',
  'error.recovery.needs_another_operator':
    'Whoever asked for a recovery cannot approve it. Another operator has to.',
  'error.recovery.invalid': 'This recovery link was stopped, used, or has expired.',
  'error.recovery.too_early':
    'This recovery is still in its waiting time. Use the link later, or have another operator approve it.',
  'error.alert.target_not_found': 'Alerts do not go there, or not any more.',
  'error.alert.too_many_targets': 'Alerts go to twenty places already. Take one away first.',
  'error.alert.too_many_tests': 'Many tests were sent just now. Wait a little, then send another one.',
  'error.alert.no_mail_server':
    'This server sends no mail. Whoever runs it can set COUNTERSIGN_SMTP_URL; a webhook works without.',
  'error.dashboard.not_found': 'There is no such dashboard.',
  'error.dashboard.too_many':
    'This organization has as many dashboards as it may. Delete one that no screen shows.',
  'error.recording.not_yours': 'Somebody else records the way to this dashboard.',
  'error.recording.over': 'This recording was ended, or its time is over.',
  'error.dashboard.no_frame': 'There is no picture of this yet.',
  'error.dashboard.connection_not_signed_in':
    'The connection is not signed in, so nothing can be seen through it. Sign in first.',
  'error.preview.not_found': 'There is no such preview any more. Make a new one.',
  'error.playlist.not_found': 'There is no such playlist.',
  'error.playlist.dashboard_not_found': 'One of the dashboards of this playlist does not exist any more.',
  'error.playlist.too_many':
    'This organization has as many playlists as it may. Delete one that no screen shows.',
  'error.screen.required': 'This screen is not paired, or is not any more.',
  'error.screen.not_found': 'There is no such screen.',
  'error.screen.name_taken': 'Another screen has this name.',
  'error.screen.too_many': 'This organization has as many screens as it may. Remove one that is gone.',
  'error.screen.frame_not_found': 'This screen has no such picture.',
  'error.pairing.not_found':
    'No screen shows this code. Codes are good for ten minutes: take the one that is on it now.',
  'error.pairing.too_many_tries':
    'Too many codes that no screen shows. Wait a little, then type the one that is on the screen.',
  'error.pairing.too_many': 'Too many screens ask for a code at this moment. Try again in a minute.',
  'error.wall_message.not_found': 'There is no such message; it may have ended.',
  'error.wall_message.empty': 'Type what the screens are to say, or choose a picture.',
  'error.secret.empty': 'Paste the key, or choose the picture of its QR code.',
  'error.secret.is_a_code':
    'This is a code that an app makes, not the key it is made from. Look for “Can’t scan it?” beside the QR code.',
  'error.secret.is_a_recovery_code':
    'This looks like a recovery code. Keep it safe; the key is longer, and stands beside the QR code.',
  'error.secret.too_short': 'This is too short for a key. A key has 16 letters or more.',
  'error.secret.for_microsofts_app':
    'This QR code is for Microsoft’s own app. Choose “I want to use a different authenticator app” there and take the new one.',
  'error.secret.for_another_app':
    'This is for an app of the service’s own. Set up an ordinary authenticator app there instead.',
  'error.secret.is_a_link': 'This is a link to a page. The key stands on that page, beside its QR code.',
  'error.secret.counter_based':
    'This authenticator counts its codes (HOTP). Only keys that go by the time (TOTP) can be used.',
  'error.secret.not_a_key': 'This is not a key: keys have the letters A to Z and the digits 2 to 7.',
  'error.secret.uri_not_understood':
    'This key asks for something that no common authenticator does. Take a new one at the service.',
  'error.secret.export_damaged': 'This export is damaged or not complete. Make it once more.',
  'error.secret.nothing_inside': 'There is no authenticator in this export.',
  'error.secret.password_needed': 'This export is encrypted. Type its password.',
  'error.secret.password_wrong': 'That is not the password of this export.',
  'error.secret.only_its_account_opens_it':
    'Only the account that made this export can open it. Make one with a password instead.',
  'error.secret.file_unknown': 'This file is neither a picture nor an export that is known here.',
  'error.secret.file_too_large': 'This file is larger than any export of authenticators.',
  'error.secret.picture_unreadable':
    'This picture cannot be read. Save it as PNG or JPEG, or make a screenshot.',
  'error.secret.picture_too_large': 'This picture has too many pixels. Make a smaller one.',
  'error.secret.picture_without_code':
    'No QR code was found in this picture. Take it straight, sharp and whole, with a white border.',
  'error.secret.pick_needed': 'There are several accounts in this export. Say which one is meant.',
  'error.secret.pick_unknown': 'There is no such account in this export.',
  'error.password.wrong': 'That is not your current password.',
  'error.password.too_short': 'Use at least 8 characters; 15 or more are better.',
  'error.password.too_long': 'Use at most 256 characters.',
  'error.password.common': 'This password is on lists of known passwords. Choose one that nobody else uses.',
  'error.password.is_context_word':
    'This password is the name of a person, address or organization. Choose another one.',
  'error.invitation.invalid':
    'This invitation has expired or was used already. Ask your admin for a new link.',
} as const satisfies Record<string, string>
