// Mail over SMTP, through nodemailer: always encrypted, but for a server on this very machine.
import nodemailer from 'nodemailer'
import { isLoopback } from '../settings-parsers.ts'
import type { Settings } from '../settings.ts'

export interface Mail {
  to: string
  subject: string
  text: string
  html: string
}

export interface Mailer {
  /** @throws {Error} when the server does not take it now; {@link isRefused} says whether it ever will */
  send(mail: Mail): Promise<void>
  close(): void
}

/** Nothing where no mail server is set: notices are in the console only. */
export function createMailer({ smtpUrl, mailFrom }: Settings): Mailer | undefined {
  if (smtpUrl === undefined || mailFrom === undefined) return undefined
  const { hostname } = new URL(smtpUrl)
  const transport = nodemailer.createTransport({
    url: smtpUrl,
    requireTLS: !isLoopback(hostname),
    // Nothing in a mail is fetched from a file or the network.
    disableFileAccess: true,
    disableUrlAccess: true,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
  })
  return {
    async send({ to, subject, text, html }) {
      await transport.sendMail({
        from: mailFrom,
        to: { name: '', address: to },
        subject,
        text,
        html,
        headers: { 'Auto-Submitted': 'auto-generated' },
      })
    },
    close: () => transport.close(),
  }
}

/** Whether the mail server said that it will never take this mail (RFC 5321 section 4.2.1: a code of 5xx). */
export function isRefused(error: unknown): boolean {
  const code = (error as { responseCode?: number }).responseCode
  return code !== undefined && code >= 500 && code < 600
}
