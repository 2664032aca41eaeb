// Tags as they are typed: one after the other, with commas between them.

const mostTags = 20
const mostLetters = 40

/** Each once, whatever its capitals; what is too long is cut. */
export function tagsTyped(text: string): string[] {
  const found = new Map<string, string>()
  for (const part of text.split(',')) {
    const tag = part.trim().slice(0, mostLetters).trim()
    if (tag !== '' && !found.has(tag.toLowerCase())) found.set(tag.toLowerCase(), tag)
  }
  return [...found.values()].slice(0, mostTags)
}
