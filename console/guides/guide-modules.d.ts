// What a guide is when it is imported; markdown-guide.ts makes it.
declare module '*.md?guide' {
  export const title: string
  /** Made at build time, from our own text. */
  export const html: string
}
