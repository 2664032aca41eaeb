// Mail over SMTP, through nodemailer: always encrypted, but for a server on this very machine.
import type { Transporter } from 'nodemailer'
import { isLoopback } from '../settings-parsers.ts'
import type { Settings } from '../settings.ts'

export interface Mail {
  to: string
  subject: string
  text: string
  html: string
  /** JPEG, which the HTML names as `cid:picture`. */
  picture?: Buffer
}

export interface Mailer {
  /** @throws {Error} when the server does not take it */
  send(mail: Mail): Promise<void>
  close(): void
}

/** Nothing where no mail server is set: notices are in the console only. */
export function createMailer({ smtpUrl, mailFrom }: Settings): Mailer | undefined {
  if (smtpUrl === undefined || mailFrom === undefined) return undefined
  const { hostname } = new URL(smtpUrl)
  let transport: Promise<Transporter> | undefined
  // Loaded with the first mail: it is as large as everything else that waits for a use.
  const open = async () => {
    const { createTransport } = await import('nodemailer')
    return createTransport({
      url: smtpUrl,
      requireTLS: !isLoopback(hostname),
      // Nothing in a mail is fetched from a file or the network.
      disableFileAccess: true,
      disableUrlAccess: true,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
    })
  }
  return {
    async send({ to, subject, text, html, picture }) {
      const opened = await (transport ??= open())
      await opened.sendMail({
        from: mailFrom,
        to: { name: '', address: to },
        subject,
        text,
        html,
        ...(picture === undefined
          ? {}
          : {
              attachments: [
                { filename: 'page.jpg', content: picture, contentType: 'image/jpeg', cid: 'picture' },
              ],
            }),
        headers: { 'Auto-Submitted': 'auto-generated' },
      })
    },
    // Whether it could be opened, the mail that wanted it was told.
    close: () => void transport?.then((opened) => opened.close()).catch(() => {}),
  }
}

/**
 * Sends a mail from a job. Refused for good (RFC 5321 section 4.2.1: a code of 5xx), it is reported and not tried again;
 * anything else fails the job, which is tried later. What the mail server said may name the address: only its code goes
 * into job and log.
 *
 * @param about ids, for whoever looks for the reason
 */
export async function deliver(
  { report }: { report: (event: string, facts: Record<string, string | number>) => void },
  mailer: Mailer,
  mail: Mail,
  about: Record<string, string>,
): Promise<void> {
  try {
    await mailer.send(mail)
  } catch (error) {
    const { responseCode, code } = error as { responseCode?: number; code?: string }
    if (responseCode === undefined || responseCode < 500) {
      // oxlint-disable-next-line eslint/preserve-caught-error -- the cause names the address
      throw new Error(`The mail server did not take a mail: ${responseCode ?? code ?? 'no reason given'}`)
    }
    report('the mail server refused a mail', { ...about, code: responseCode })
  }
}
