// The link in the QR code of a screen that wants to be paired: the page of the screens, with the code.

/** The code as it is typed: in whichever case, with a space or a dash in the middle. */
export const cleanCode = (typed: string): string => typed.toUpperCase().replaceAll(/[\s-]/g, '')

export const isPairingCode = (code: string): boolean => /^[A-Z0-9]{6}$/.test(code)

/** The code in a link of the console at `origin`; nothing in anything else. */
export function pairingCodeOf(text: string, origin: string): string | undefined {
  const link = URL.parse(text)
  if (link === null || link.origin !== origin || link.pathname !== '/screens') return undefined
  const code = cleanCode(link.searchParams.get('pair') ?? '')
  return isPairingCode(code) ? code : undefined
}
