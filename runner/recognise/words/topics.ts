// What words on a page can be about. A phrase is lower case without accents; a space in it stands for a space, a hyphen
// or nothing ("sign in", "Sign-in", "signin"), and a star for any ending of a word. Phrases are parted by commas.

export const topics = [
  // What a form is for, in its headings and on its buttons.
  'signIn',
  'signUp',
  'reset',
  'change',
  'newsletter',
  'search',
  'contact',
  'shop',
  // What a field wants.
  'username',
  'email',
  'phone',
  'memberNumber',
  'password',
  'newPassword',
  'repeat',
  'oldPassword',
  'code',
  'otherCode',
  'captcha',
  'otherSecret',
  // Where a code comes from.
  'authenticator',
  'mailed',
  'texted',
  'recovery',
  'pushed',
  // What stands around.
  'remember',
  'forgot',
  'goOn',
  'aside',
  'thirdParty',
  'terms',
  'person',
] as const

export type Topic = (typeof topics)[number]
export type Words = Partial<Record<Topic, string>>
