// The address of a service as people type it, brought to what the API takes.

/** Without a scheme it is the secure one that is meant. */
export function completeAddress(typed: string): string {
  const text = typed.trim()
  return text === '' || /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `https://${text}`
}

/** The same form that the contract asks for: no name and no password before the host. */
export function isAddress(text: string): boolean {
  return (
    text.length <= 2000 &&
    /^https?:\/\/[^/?#@\\\s\p{Cc}]+([/?#][^\s\p{Cc}]*)?$/iu.test(text) &&
    URL.canParse(text)
  )
}

/** Who reads along can read what is typed there. */
export function isUnprotected(address: string): boolean {
  return /^http:\/\//i.test(address)
}

export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address
}
