// Why the program could not start, as one sentence that says what to do about it.
import type { Settings } from './settings.ts'

/** Its message is a whole sentence for the person at the terminal. */
export class StartError extends Error {}

/** Errors with sentences of their own (embedded database, keys, schema) are taken at their word. */
export function explainStart(error: unknown, { listen, dataDir }: Settings): string {
  const code = errorCode(error)
  const address = `${listen.host.includes(':') ? `[${listen.host}]` : listen.host}:${listen.port}`
  const choose = 'choose another address with COUNTERSIGN_LISTEN or --listen'
  if (isListening(error)) {
    if (code === 'EADDRINUSE') {
      return `${address} is in use by another program: stop that one, or ${choose}.`
    }
    if (code === 'EACCES') {
      return `Not allowed to listen on ${address}: ports below 1024 are for root alone; ${choose}.`
    }
    return `Cannot listen on ${address}, which is not an address of this machine: ${choose}.`
  }
  if (code === 'ENOSPC') return `No space left on the disk that holds ${dataDir}: make room there.`
  const message = error instanceof Error ? error.message.split('\n')[0] : String(error)
  return message === undefined || message === ''
    ? `Countersign could not start (${code ?? 'no reason given'}).`
    : message
}

function isListening(error: unknown): boolean {
  const call = error instanceof Error && 'syscall' in error ? error.syscall : undefined
  return call === 'listen' || (call === 'getaddrinfo' && errorCode(error) === 'ENOTFOUND')
}

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
