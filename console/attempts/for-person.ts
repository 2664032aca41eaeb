// What no machine passes, so that taking over comes first.
import type { Connection } from '../connections/connections.ts'

const causes: readonly Connection['cause'][] = [
  'captcha',
  'other_code_wanted',
  'push_wanted',
  'consent_wanted',
  'browser_refused',
  'setup_unfinished',
]

export const isForPerson = (cause: Connection['cause']): boolean =>
  cause !== undefined && causes.includes(cause)
