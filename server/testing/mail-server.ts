// A real mail server on loopback, whose mails are read as a mail program reads them.
import { simpleParser, type ParsedMail } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import type { AddressInfo } from 'node:net'

export interface MailServer {
  url: string
  mails: ParsedMail[]
  /** What it answers the next recipients with, until it is set to nothing again. */
  refuseWith: number | undefined
  close(): Promise<void>
}

export async function startMailServer(port = 0): Promise<MailServer> {
  const mails: ParsedMail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo(_address, _session, done) {
      if (mailServer.refuseWith === undefined) return done()
      done(Object.assign(new Error('Not now'), { responseCode: mailServer.refuseWith }))
    },
    onData(stream, _session, done) {
      simpleParser(stream, (error, mail) => {
        if (error === null) mails.push(mail)
        done(error)
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const { port: listening } = server.server.address() as AddressInfo
  const mailServer: MailServer = {
    url: `smtp://127.0.0.1:${listening}`,
    mails,
    refuseWith: undefined,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
  return mailServer
}
