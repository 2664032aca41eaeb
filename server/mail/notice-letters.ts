// What each kind of notice says as a mail: what happened, and what to do when it was not oneself.
import type { z } from 'zod'
import { causes, type CauseCode } from '../../contract/causes.ts'
import type { noticeKind } from '../../contract/notices.ts'

type Kind = z.output<typeof noticeKind>
type Facts = Record<string, string>

interface Words {
  subject: string
  what: (facts: Facts) => string
  /** What to do about it, where the ordinary advice does not fit. */
  advice?: string | ((facts: Facts) => string)
  /** The page of the console where it is done, where that is not the profile. */
  path?: (facts: Facts) => string
}

const NOT_YOU =
  'If this was not you, change your password at once and tell an admin of your organization: they can end your sessions.'

const day = (iso: string | undefined): string => iso?.slice(0, 10) ?? ''
const because = ({ reason }: Facts): string => (reason === undefined ? '' : ` The reason given: ${reason}.`)

export const letters: Record<Kind, Words> = {
  password_changed: {
    subject: 'Your password was changed',
    what: () => 'The password of your account was changed.',
  },
  password_reset: {
    subject: 'Your password was reset',
    what: () =>
      'The password of your account was set anew with a link that was sent to you. Your second factor is as it was.',
  },
  email_changed: {
    subject: 'Your e-mail address was changed',
    what: () => 'An admin changed the e-mail address with which you sign in.',
    advice: 'If you did not expect this, ask an admin of your organization.',
  },
  second_factor_on: { subject: 'Two-factor is on', what: () => 'Two-factor was turned on for your account.' },
  second_factor_off: {
    subject: 'Two-factor is off',
    what: () => 'Two-factor was turned off for your account.',
  },
  second_factor_reset: {
    subject: 'Your second factor was reset',
    what: (facts) =>
      `An admin or the help desk took away your authenticators and recovery codes.${because(facts)}`,
    advice: 'If you did not ask for this, tell an admin of your organization at once.',
  },
  authenticator_added: {
    subject: 'An authenticator was added',
    what: ({ name }) => `An authenticator was added to your account${name === undefined ? '' : `: ${name}`}.`,
  },
  authenticator_removed: {
    subject: 'An authenticator was removed',
    what: () => 'An authenticator was removed from your account.',
  },
  authenticators_switched_off: {
    subject: 'Your authenticator is switched off',
    what: () => 'After a hundred wrong codes in a row your authenticator is switched off.',
    advice:
      'Sign in with a recovery code, or ask an admin. Somebody knows your password: change it when you are in.',
  },
  passkey_copied: {
    subject: 'A passkey of yours may have been copied',
    what: ({ name = '' }) =>
      `The passkey “${name}” was refused: what it said of itself shows that there may be two of it.`,
    advice:
      'Remove it in your profile and add a new one. If you do not know why it happened, change your password too.',
  },
  recovery_codes_renewed: {
    subject: 'You have new recovery codes',
    what: () => 'A new set of recovery codes was made. The old ones are void.',
  },
  recovery_code_used: {
    subject: 'A recovery code was used',
    what: () => 'Somebody signed in to your account with one of your recovery codes.',
  },
  bypass_code_issued: {
    subject: 'A bypass code was issued for your account',
    what: (facts) =>
      `An admin or the help desk made a code that stands in for your authenticator once.${because(facts)}`,
    advice: 'If you did not ask for this, tell an admin of your organization at once.',
  },
  bypass_code_used: {
    subject: 'A bypass code was used',
    what: () => 'Somebody signed in to your account with the bypass code.',
  },
  new_device: {
    subject: 'A sign-in from a new device',
    what: ({ device = '', address = '' }) =>
      `Somebody signed in to your account from a device that it was not used on before: ` +
      `${device === '' ? 'an unknown device' : device}, address ${address}.`,
  },
  device_trusted: {
    subject: 'A browser is trusted',
    what: ({ device = '', until }) =>
      `${device === '' ? 'A browser' : device} is trusted until ${day(until)}: it signs in with your password alone.`,
  },
  trust_ended: {
    subject: 'A browser is trusted no longer',
    what: () =>
      'An admin or the help desk ended the trust in a browser of yours. Its next sign-in asks for a second factor.',
    advice: 'If you do not know why, ask an admin of your organization.',
  },
  trust_copied: {
    subject: 'A trusted browser of yours may have been copied',
    what: ({ device = '' }) =>
      `${device === '' ? 'A browser' : device} showed an old key: there may be a copy of what makes it trusted. ` +
      'It is trusted no longer, and the sessions that it began are ended.',
    advice: 'Whoever has the copy also knows your password: change it.',
  },
  sessions_ended: {
    subject: 'Your sessions were ended',
    what: () => 'An admin or the help desk ended all your sessions. Sign in again to go on.',
    advice: 'If you do not know why, ask an admin of your organization.',
  },
  requirement_reminder: {
    subject: 'Set up two-factor',
    what: (facts) =>
      facts['graceUntil'] === undefined
        ? `Your organization requires two-factor. The next sign-in asks you to set it up.${because(facts)}`
        : `Your organization requires two-factor from ${day(facts['graceUntil'])} on.${because(facts)}`,
    advice: 'Sign in and turn it on in your profile. It takes two minutes and your phone.',
  },
  recovery_requested: {
    subject: 'The recovery of an admin was requested',
    what: ({ usableFrom, reason }) =>
      `Whoever runs this installation requested to recover the account of an admin of your organization. ` +
      `The link works from ${usableFrom?.slice(0, 16).replace('T', ' ') ?? 'later'} UTC on.` +
      because(reason === undefined ? {} : { reason }),
    advice: 'If nobody of you asked for this, sign in and stop it.',
  },
  recovery_stopped: {
    subject: 'The recovery of an admin was stopped',
    what: () => 'The recovery of an account of your organization was stopped.',
    advice: 'There is nothing to do.',
  },
  recovery_used: {
    subject: 'The account of an admin was recovered',
    what: () =>
      'The account of an admin of your organization was recovered: password and second factor are new.',
    advice: 'If nobody of you asked for this, talk to whoever runs this installation.',
  },
  connection_needs_person: {
    subject: 'A sign-in needs you',
    what: ({ name = '', cause }) =>
      `The connection “${name}” is not signed in, and is not tried again by itself. ${causeOf(cause).sentence}`,
    advice: ({ cause }) => causeOf(cause).toDo,
    path: ({ connection = '' }) => `/connections/${connection}`,
  },
  screen_token_stolen: {
    subject: 'A screen was unpaired',
    what: ({ name = '' }) =>
      `The key of the screen “${name}” was used in two places, so somebody has copied it. ` +
      'The screen was unpaired, and neither of them is shown anything any more.',
    advice: 'Pair the screen again where it hangs. If it does not stay paired, look at who has access to it.',
  },
  phone_asked_in_vain: {
    subject: 'Your phone was asked about sign-ins, and nobody answered',
    what: ({ device = '', address = '' }) =>
      'Your phone was asked again and again whether a sign-in is yours, with your right password, and nobody answered. ' +
      `The last one came from ${device === '' ? 'an unknown device' : device}, address ${address}. ` +
      'Your phone is not asked any more for a while.',
    advice: 'If that was not you, somebody else knows your password: change it at once, and tell an admin.',
  },
  sign_in_denied: {
    subject: 'A sign-in was refused: it was not theirs',
    what: ({ device = '', address = '' }) =>
      'Somebody of your organization was asked on the phone about a sign-in, and answered “It was not me”. It came ' +
      `from ${device === '' ? 'an unknown device' : device}, address ${address}, with the right password.`,
    advice: 'Somebody else knows that password. Look whose it is, and have it changed.',
    path: ({ account = '' }) => `/users/${account}`,
  },
}

/** A mail that waited over an upgrade may name a cause that is none any more. */
function causeOf(code = '') {
  return Object.hasOwn(causes, code) ? causes[code as CauseCode] : causes.unknown_page
}

export function paragraphsOf(
  kind: Kind,
  facts: Facts,
): { subject: string; paragraphs: string[]; path: string } {
  const { subject, what, advice = NOT_YOU, path } = letters[kind]
  const advised = typeof advice === 'string' ? advice : advice(facts)
  return { subject, paragraphs: [what(facts), advised], path: path?.(facts) ?? '/profile' }
}
