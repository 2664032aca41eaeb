// Passwords as they come over the network.
import { z } from 'zod'

/** A password that is checked: longer than any that could have been set is refused before it is hashed. */
export const password = z.string().max(1024)

/** A password to be set; the server refuses what is too short, too long, common, or the user's own name. */
export const newPassword = z.string().max(1024)

/** How a new password is refused. */
export const newPasswordErrors = [
  'password.too_short',
  'password.too_long',
  'password.common',
  'password.is_context_word',
] as const
