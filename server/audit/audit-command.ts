// `countersign audit verify`: proves the audit log on the server's machine.
import { openCommandDatabase } from '../command-database.ts'
import type { Lifetime } from '../lifetime.ts'
import type { Settings } from '../settings.ts'
import { StartError } from '../start-errors.ts'
import { parseExpectedHead, verifyAuditLog, type BrokenChain } from './verify-audit.ts'

const usage = `countersign audit verify [--expect ORGANIZATION:SEQUENCE:HASH …]

  Proves every chain of the audit log, and ends with status 1 when one is broken. It prints the head of each chain:
  kept elsewhere and given back with --expect, it shows that nothing before it was written anew.`

const reasons: Record<BrokenChain['reason'], string> = {
  altered: 'is not as it was written',
  missing: 'is missing',
  'not linked': 'does not follow the row before it',
  'cut off': 'was there, and is not any more',
  'not as expected': 'has another hash than the one expected',
}

export async function runAudit(
  settings: Settings,
  lifetime: Lifetime,
  [action, ...args]: readonly string[],
): Promise<number> {
  if (action !== 'verify') throw new StartError(`usage: ${usage}`)
  const expected = args
    .flatMap((arg) => (arg === '--expect' ? [] : [arg.replace(/^--expect=/, '')]))
    .map((text) => {
      const head = parseExpectedHead(text)
      if (head === undefined)
        throw new StartError(`${JSON.stringify(text)} is no head of a chain.\n\nusage: ${usage}`)
      return head
    })
  const database = await openCommandDatabase(settings, lifetime)
  const { verified, broken } = await verifyAuditLog(database, expected)
  for (const { organizationId, events, head } of verified) {
    process.stdout.write(`whole: ${organizationId}:${events}:${head}\n`)
  }
  for (const { organizationId, sequence, reason } of broken) {
    process.stdout.write(`BROKEN: event ${sequence} of ${organizationId} ${reasons[reason]}\n`)
  }
  if (verified.length + broken.length === 0) process.stdout.write('There is nothing in the audit log yet.\n')
  return broken.length === 0 ? 0 : 1
}
