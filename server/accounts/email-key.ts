// One spelling of an address for one account: "Bob@Example.com" and "bob@example.com" are the same person.

/**
 * What accounts are unique by. Compatibility forms and case are folded, so that look-alike spellings that mail
 * systems treat as one cannot become a second account without the first one's second factor. Plus tags stay: they
 * are different mailboxes to some systems.
 */
export function emailKey(email: string): string {
  return email.trim().normalize('NFKC').toLowerCase().normalize('NFKC')
}
