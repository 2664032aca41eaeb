// Whether the server can be reached; the browser's own word on it is about the network at most.

const PATIENCE_MS = 8_000

export async function isServerThere(): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS)
    return (await fetch('/healthz', { cache: 'no-store', signal })).ok
  } catch {
    return false
  }
}
