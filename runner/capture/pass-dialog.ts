// A browser's own dialog in front of a dashboard (HTTP Basic or Digest): the login is given at the connection's own origin and
// at no other, once in a context, whose browser then gives it to every page there by itself. Refused, it is not given again.
import { ApiError } from '../../contract/client.ts'
import type { FrameTrouble } from '../../contract/frames.ts'
import { isAtHome, mayTypeAt, originOf } from '../../contract/where-to-type.ts'
import type { Opened } from '../act/open-url.ts'
import { hashOfRealm, withLogin, type LoginDialog } from '../browser/login-dialog.ts'
import type { OpenConnection, OpenPage } from '../browser/open-connection.ts'
import { isLeaseLost } from '../server-api.ts'
import type { PageJob } from './dashboard-page.ts'

export interface PassDialogOptions {
  connection: Pick<OpenConnection, 'answeredDialogs' | 'givenInDialogs'>
  /** Was opened a moment ago. */
  open: OpenPage
  job: Pick<PageJob, 'parties' | 'askSecret'>
  openAgain: () => Promise<Opened>
}

/** Nothing where the page is there, or is none that a dialog keeps back. */
export async function passDialog(options: PassDialogOptions): Promise<FrameTrouble | undefined> {
  const { connection, open, job, openAgain } = options
  const dialog = await dialogInFrontOf(open)
  if (dialog === undefined) return undefined
  if (!mayAnswer(job, dialog)) return 'not_the_dashboard'
  const { answeredDialogs } = connection
  const key = `${dialog.origin} ${dialog.realm}`
  const answered = await answeredDialogs.get(key)
  if (answered === 'refused') return 'login_refused'
  if (answered === 'taken') {
    // Another page gave it meanwhile, or the browser gave it just now, and it is taken no more.
    const opened = await openAgain()
    if (opened !== 'opened') return opened
    return (await dialogInFrontOf(open)) === undefined ? undefined : 'login_refused'
  }
  // Whoever comes in between waits for this one: a wrong login is given once, and not by each page.
  if (answeredDialogs.has(key)) return passDialog(options)
  let hasLeft = false
  const giving = give(options, dialog, () => (hasLeft = true))
  // Whatever went wrong after it has left us: nobody knows what became of it, and it is not given here once more. Where a
  // dialog is there still, it was refused.
  const otherwise = () => (hasLeft ? ('taken' as const) : ('not_given' as const))
  const verdict = giving.then((trouble) => {
    if (trouble === 'login_refused') return 'refused' as const
    return trouble === undefined ? ('taken' as const) : otherwise()
  }, otherwise)
  answeredDialogs.set(key, verdict)
  if ((await verdict) === 'not_given') answeredDialogs.delete(key)
  return giving
}

/** A page that the service shows beside its refusal is looked at as any other. */
async function dialogInFrontOf(open: OpenPage): Promise<LoginDialog | undefined> {
  return /^https?:/.test(open.page.url()) ? undefined : open.loginDialog()
}

function mayAnswer(
  { parties: { pack, connection, hasLogin } }: Pick<PageJob, 'parties'>,
  { origin }: LoginDialog,
) {
  const own = originOf(connection.url)
  if (!hasLogin || !connection.hasPassword || own === undefined) return false
  return isAtHome(own, origin) && mayTypeAt(pack, connection, origin)
}

async function give(
  { connection, open, job, openAgain }: PassDialogOptions,
  dialog: LoginDialog,
  onGiven: () => void,
): Promise<FrameTrouble | undefined> {
  const { origin } = dialog
  let password: string
  try {
    password = await job.askSecret('password', origin, { realm: hashOfRealm(dialog) })
  } catch (error) {
    if (!(error instanceof ApiError) || isLeaseLost(error)) throw error
    return error.code === 'lease.password_given' ? 'login_refused' : 'not_the_dashboard'
  }
  const { username } = job.parties.connection
  for (const one of asWritten(username, password)) connection.givenInDialogs.add(one)
  const opened = await withLogin(open.page, { origin, username, password, onGiven }, openAgain)
  if (opened !== 'opened') return opened
  return (await open.loginDialog()) === undefined ? undefined : 'login_refused'
}

/** A page may write fewer letters by chance. */
const FEWEST_LETTERS = 4

/**
 * As a page could write it that shows what it was sent: some show each header of the request, in which name and password stand
 * together (RFC 7617). A password that is the name, or a few letters, is on many a page that has not read it.
 */
function asWritten(username: string, password: string): string[] {
  const header = Buffer.from(`${username}:${password}`).toString('base64')
  return password === username || password.length < FEWEST_LETTERS ? [header] : [header, password]
}
