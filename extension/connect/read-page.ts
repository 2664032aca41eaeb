// Reads the key of an authenticator off the page that one looks at: from its picture, its links, or its words.
import { decodeQR } from 'qr/decode.js'
import { browserApi, type Tab } from '../app/browser-api.ts'
import { chooseKey } from './choose-key.ts'
import { findKeyInPage, type FoundInPage } from './find-key-in-page.ts'

/** A QR code has a quiet zone around it, and pictures are cut close. */
const marginShare = 0.15

/** The longest side at which a picture is looked through: a code in a large one is found sooner when it is smaller. */
const sides = [1000, 2000]

/** The key as the server takes it; nothing where the page shows none, or may not be looked at. */
export async function readKeyOffPage(tab: Tab): Promise<string | undefined> {
  if (tab.id === undefined) return undefined
  const injection = { target: { tabId: tab.id }, func: findKeyInPage, args: [] as [] }
  const [answer] = await browserApi.scripting.executeScript(injection).catch(() => [])
  if (answer?.result === undefined) return undefined
  const { links, texts, squares } = answer.result
  // A page that may not be pictured, or not so soon again, has its links and its words.
  const scanned = await scanWindow(tab.windowId, squares).catch(() => [])
  return chooseKey([...scanned, ...links], texts)
}

async function scanWindow(windowId: number, squares: FoundInPage['squares']): Promise<string[]> {
  const picture = new Image()
  picture.src = await browserApi.tabs.captureVisibleTab(windowId, { format: 'png' })
  await picture.decode()
  const scanned: string[] = []
  for (const { x, y, side } of squares) {
    const margin = side * marginShare
    scanned.push(
      ...scan(picture, { x: x - margin, y: y - margin, width: side + 2 * margin, height: side + 2 * margin }),
    )
  }
  const { width, height } = picture
  if (chooseKey(scanned, []) === undefined) scanned.push(...scan(picture, { x: 0, y: 0, width, height }))
  return scanned
}

/** What a QR code in this part of a picture says. */
function scan(
  picture: HTMLImageElement,
  part: { x: number; y: number; width: number; height: number },
): string[] {
  for (const longest of sides) {
    const scale = Math.min(1, longest / Math.max(part.width, part.height))
    const [width, height] = [Math.round(part.width * scale), Math.round(part.height * scale)]
    const canvas = new OffscreenCanvas(width, height)
    const drawn = canvas.getContext('2d', { willReadFrequently: true })
    if (drawn === null) return []
    // What lies outside of the picture is as white as the paper.
    drawn.fillStyle = 'white'
    drawn.fillRect(0, 0, width, height)
    drawn.drawImage(picture, -part.x * scale, -part.y * scale, picture.width * scale, picture.height * scale)
    try {
      return [decodeQR(drawn.getImageData(0, 0, width, height))]
    } catch {
      // The library throws where it finds none.
    }
    if (scale === 1) break
  }
  return []
}
