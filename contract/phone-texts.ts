// What a phone signs, with the key that it registered: ECDSA on P-256 with SHA-256 over these letters. Without the schemas of
// approvals.ts, for the page that signs.

/** The name of the sign-in is in it, which is one of a kind, and the number: what was signed is good for nothing else. */
export const approvalText = (approval: string, number: string): string =>
  `countersign approve ${approval} ${number}`

/** The session is named, which is one of a kind: what was signed keeps no other one open, and approves no sign-in. */
export const keptOpenText = (session: string): string => `countersign keep open ${session}`
