// The length of a password in the words of NIST SP 800-63B-4, 3.1.1.2: characters are Unicode code points.

export const minimumCharacters = 8
export const advisedCharacters = 15
export const maximumCharacters = 256

export type PasswordLength = 'empty' | 'tooShort' | 'enough' | 'advised' | 'tooLong'

export function passwordLength(password: string): PasswordLength {
  const characters = [...password].length
  if (characters === 0) return 'empty'
  if (characters < minimumCharacters) return 'tooShort'
  if (characters > maximumCharacters) return 'tooLong'
  return characters < advisedCharacters ? 'enough' : 'advised'
}

export function isLengthUsable(password: string): boolean {
  const length = passwordLength(password)
  return length === 'enough' || length === 'advised'
}
