// Why a sign-in at a service did not come to its end: one table of cause, public sentence, what to do, and what the
// circuit of the connection makes of it. A cause never changes its name once released.

/**
 * What happens next without anybody's help. `never`: only a change of the login or a person starts it again, because
 * another try could lock the account. `later_code`: once more, with a code of a later step. `a_few_times`: after 5, 20
 * and 60 minutes, then never. `until_it_works`: from half a minute to a quarter of an hour apart, because nothing secret
 * was typed. `after_the_lock`: not before the moment that the service named, or the pack's own waiting time. `person`:
 * a person passes it in the live view.
 */
export type Retry = 'never' | 'later_code' | 'a_few_times' | 'until_it_works' | 'after_the_lock' | 'person'

export interface Cause {
  sentence: string
  toDo: string
  retry: Retry
}

export const causes = {
  wrong_password: {
    sentence: 'The service refused the name or the password.',
    toDo: 'Sign in there by hand, then type the password here again.',
    retry: 'never',
  },
  unsure_password: {
    sentence: 'The password was typed once, and what the service said to it was not seen.',
    toDo: 'Look at the pictures, check the password, then sign in again.',
    retry: 'never',
  },
  wrong_code: {
    sentence: 'The service refused the code.',
    toDo: 'Check that the secret is that of this account, and that the clock of the server is right.',
    retry: 'later_code',
  },
  code_already_used: {
    sentence: 'The service says that the code was used before.',
    toDo: 'Nothing: the next code is tried. Does something else sign in with the same secret?',
    retry: 'later_code',
  },
  account_locked: {
    sentence: 'The service has locked the account for some time.',
    toDo: 'Wait, or unlock the account at the service.',
    retry: 'after_the_lock',
  },
  captcha: {
    sentence: 'The service wants to see that a person is there.',
    toDo: 'Take over, and pass it by hand.',
    retry: 'person',
  },
  other_code_wanted: {
    sentence: 'The service asks for a code that it mailed or texted.',
    toDo: 'Take over and type it, or make the authenticator app the default method of the account.',
    retry: 'person',
  },
  push_wanted: {
    sentence: 'The service waits for a tap in its own app.',
    toDo: 'Take over and approve it, or make a code from an authenticator app the default method of the account.',
    retry: 'person',
  },
  device_policy: {
    sentence: 'A rule of the organization at the service refuses this browser.',
    toDo: 'Exclude this account from that rule, or allow the address of the runner.',
    retry: 'never',
  },
  passkey_wanted: {
    sentence: 'The service takes only a passkey or a security key.',
    toDo: 'Allow codes from an authenticator app for this account.',
    retry: 'never',
  },
  consent_wanted: {
    sentence: 'The service asks for a consent, which we never give for you.',
    toDo: 'Take over and decide.',
    retry: 'person',
  },
  password_expired: {
    sentence: 'The service wants a new password.',
    toDo: 'Change it there by hand, then type the new one here.',
    retry: 'never',
  },
  setup_unfinished: {
    sentence: 'The account has to finish its security set-up at the service.',
    toDo: 'Take over, and finish it by hand.',
    retry: 'person',
  },
  browser_refused: {
    sentence: 'The service refuses browsers that nobody sits at.',
    toDo: 'Take over and sign in by hand once; the session is kept.',
    retry: 'person',
  },
  not_allowed_there: {
    sentence: 'The account is signed in, and may not see this page.',
    toDo: 'Share the page with the account at the service.',
    retry: 'a_few_times',
  },
  no_password: {
    sentence: 'The page asks for a password, and none is kept.',
    toDo: 'Type the password of the connection.',
    retry: 'never',
  },
  no_secret: {
    sentence: 'The page asks for a code, and no authenticator secret is kept.',
    toDo: 'Add the secret of the authenticator to the connection.',
    retry: 'never',
  },
  foreign_page: {
    sentence: 'The sign-in led to another site, where nothing of this connection is typed.',
    toDo: 'If that site is right, add its address to the connection.',
    retry: 'never',
  },
  clock_off: {
    sentence: 'Our clock and that of the service are too far apart for a code.',
    toDo: 'Set the clock of the server by NTP.',
    retry: 'until_it_works',
  },
  unknown_page: {
    sentence: 'The page is none that we know.',
    toDo: 'Look at the picture; take over, or write a service pack.',
    retry: 'a_few_times',
  },
  took_too_long: {
    sentence: 'The sign-in took too long.',
    toDo: 'Look at the last picture.',
    retry: 'a_few_times',
  },
  service_down: {
    sentence: 'The service answers with an error.',
    toDo: 'Nothing: it is tried again.',
    retry: 'until_it_works',
  },
  unreachable: {
    sentence: 'The service cannot be reached.',
    toDo: 'Check the address, and the network of the runner.',
    retry: 'until_it_works',
  },
  address_refused: {
    sentence: 'The address is one that the runner may not reach.',
    toDo: 'Allow the host for this runner (COUNTERSIGN_RUNNER_ALLOW), if it is meant.',
    retry: 'never',
  },
  browser_failed: {
    sentence: 'Our browser ended in the middle.',
    toDo: 'Nothing: it is tried again.',
    retry: 'until_it_works',
  },
  stopped: {
    sentence: 'The sign-in was ended here.',
    toDo: 'Start it again when you want.',
    retry: 'until_it_works',
  },
} as const satisfies Record<string, Cause>

export type CauseCode = keyof typeof causes
