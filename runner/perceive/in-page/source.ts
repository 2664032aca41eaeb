// The source of what runs in the page, put together from functions that need nothing but one another.
import { makeEngine } from './engine.ts'
import { makeFlatTree } from './flat-tree.ts'
import { makeLook } from './look.ts'
import { makeTexts } from './texts.ts'
import { makeVisibility } from './visibility.ts'

/** An expression: a function that makes what one look needs. */
export const inPageSource = `(() => {
  const tree = (${String(makeFlatTree)})()
  const texts = (${String(makeTexts)})(tree)
  const makeVisibility = ${String(makeVisibility)}
  const makeLook = ${String(makeLook)}
  return () => {
    const visibility = makeVisibility(tree)
    return { tree, visibility, look: makeLook(tree, visibility, texts) }
  }
})()`

/** An expression: the selector engine. */
export const engineSource = `(${String(makeEngine)})(${inPageSource})`
