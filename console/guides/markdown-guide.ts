// At build time: a guide in Markdown becomes a module with its title and its HTML, pictures with their size.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { Lexer, Parser, walkTokens, type Token, type Tokens } from 'marked'
import type { Plugin } from 'vite'

const SUFFIX = '?guide'

/** Serves `import('….md?guide')`; its type stands in `guide-modules.d.ts`. */
export function guides(): Plugin {
  return {
    name: 'guides',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith(SUFFIX)) return undefined
      const file = id.slice(0, -SUFFIX.length)
      this.addWatchFile(file)
      return moduleOf(await readFile(file, 'utf8'), path.dirname(file))
    },
  }
}

async function moduleOf(markdown: string, folder: string): Promise<string> {
  const [heading, ...rest] = Lexer.lex(markdown)
  if (heading?.type !== 'heading' || heading.depth !== 1) throw new Error('A guide begins with its title.')
  const pictures: Picture[] = []
  const links: Tokens.Link[] = []
  for (const token of flatten(rest)) {
    if (token.type === 'link') links.push(token as Tokens.Link)
    if (token.type === 'image') pictures.push(await readPicture(token as Tokens.Image, folder))
  }
  for (const link of links) link.href = addressOf(link.href)
  for (const [index, { token }] of pictures.entries()) token.href = markOf(index)
  let html = Parser.parse(rest)
  for (const [index, { size }] of pictures.entries()) {
    html = html.replace(`src="${markOf(index)}"`, `${size} loading="lazy" $&`)
  }
  // A table that is wider than a phone is moved by itself, and by the keyboard too.
  html = html.replaceAll('<table>', '<div tabindex="0"><table>').replaceAll('</table>', '</table></div>')
  return [
    ...pictures.map(({ file }, index) => `import picture${index} from ${JSON.stringify(file)}`),
    `export const title = ${JSON.stringify(heading.text)}`,
    `const pictures = [${pictures.map((_, index) => `picture${index}`).join(', ')}]`,
    `export const html = ${JSON.stringify(html)}.replace(/picture:(\\d+)/g, (_, index) => pictures[index])`,
  ].join('\n')
}

const markOf = (index: number): string => `picture:${index}`

/** Another guide is a page of the console; everything else has to be an address of the web. */
function addressOf(href: string): string {
  const guide = /^([\w-]+)\.md$/.exec(href)?.[1]
  if (guide !== undefined) return `/help/${guide}`
  if (href.startsWith('https://')) return href
  throw new Error(`A guide leads to ${href}, which the console does not have.`)
}

interface Picture {
  token: Tokens.Image
  file: string
  /** As attributes, so that nothing moves while it loads. */
  size: string
}

/** Width and height stand in the first chunk of a PNG (PNG specification, section 11.2.2). */
async function readPicture(token: Tokens.Image, folder: string): Promise<Picture> {
  const file = path.join(folder, token.href)
  const bytes = await readFile(file)
  return { token, file, size: `width="${bytes.readUInt32BE(16)}" height="${bytes.readUInt32BE(20)}"` }
}

/** Every token, those within others too. */
function flatten(tokens: Token[]): Token[] {
  const all: Token[] = []
  void walkTokens(tokens, (token) => void all.push(token))
  return all
}
