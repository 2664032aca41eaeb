// Codes as people type and paste them.
import type { Digits } from './hotp.ts'
import { isSeparator } from './pasted-text.ts'

/** No one types more than this around six digits; a longer text is not looked at. */
const MAX_TYPED_LENGTH = 64

/**
 * The ASCII digits of a typed or pasted code: "123 456", "123-456", full-width digits, with white space, line
 * ends or invisible characters around and between. Undefined for everything else: another number of digits,
 * any other character (a plus sign, a letter, NUL), anything that is not text.
 *
 * Do this before a code is compared, counted or remembered: whoever remembers used codes as they were typed
 * takes "123456" and "123 456" for two (CVE-2025-6014).
 */
export function normalizeCode(text: string, digits: Digits = 6): string | undefined {
  if (typeof text !== 'string' || text.length > MAX_TYPED_LENGTH) return undefined
  let code = ''
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i)
    const digit = unit >= 0xff10 ? unit - 0xff10 : unit - 0x30
    if (digit >= 0 && digit <= 9) code += digit
    else if (!isSeparator(unit)) return undefined
  }
  return code.length === digits ? code : undefined
}
