declare module '*.md?guide' {
  export const title: string
  /** Made at build time, from our own text. */
  export const html: string
}
