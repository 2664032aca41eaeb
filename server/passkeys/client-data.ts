// What the browser says that it signed: clientDataJSON (Web Authentication section 5.8.1), as far as we look at it.
import { z } from 'zod'

const schema = z.object({
  type: z.string(),
  challenge: z.string(),
  origin: z.string(),
  crossOrigin: z.boolean().optional(),
  topOrigin: z.string().optional(),
})

export type ClientData = z.output<typeof schema>

/** Nothing for what is not UTF-8, not JSON, or not of the form. */
export function readClientData(base64url: string): ClientData | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64url, 'base64url'))
    return schema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** A page of another site that shows ours in a frame asks for nothing here (sections 7.1 and 7.2, steps on topOrigin). */
export function isFramed({ crossOrigin = false, topOrigin }: ClientData): boolean {
  return crossOrigin || topOrigin !== undefined
}
