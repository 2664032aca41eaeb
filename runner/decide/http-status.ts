// What the numbers of HTTP say of a whole page.

export const isServerError = (status = 0): boolean => status >= SERVER_ERROR

export const isTooMany = (status = 0): boolean => status === TOO_MANY

/** Who asks is not known: whoever was signed in is so no more. */
export const isUnknownThere = (status = 0): boolean => status === UNAUTHORIZED

/** Who asks is not known, or may not see it. */
export const isRefusedThere = (status = 0): boolean => status === UNAUTHORIZED || status === FORBIDDEN

export const isError = (status = 0): boolean => status >= FIRST_ERROR

const FIRST_ERROR = 400
const UNAUTHORIZED = 401
const FORBIDDEN = 403
const TOO_MANY = 429
const SERVER_ERROR = 500
