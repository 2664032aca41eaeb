// The origin of a frame, by the browser and the document together, at this very moment.
import type { Frame } from 'playwright-core'

/**
 * `null` where the address and the document disagree (a sandboxed frame), and for what has no origin. A frame without an
 * address of its own has that of the frame around it, where its document says so too. Throws when the frame has gone.
 */
export async function originOfFrame(frame: Frame): Promise<string> {
  const byDocument = await frame.evaluate(() => globalThis.origin)
  // After the document's answer, so that one which was left in between is not taken for the one that came.
  const byAddress = originByAddress(frame)
  return byAddress === byDocument ? byAddress : 'null'
}

function originByAddress(frame: Frame): string {
  const url = frame.url()
  if (/^about:(blank|srcdoc)/.test(url)) {
    const parent = frame.parentFrame()
    return parent === null ? 'null' : originByAddress(parent)
  }
  return URL.canParse(url) ? new URL(url).origin : 'null'
}
