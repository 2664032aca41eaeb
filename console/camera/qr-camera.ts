// A camera that reads QR codes: its pictures are looked at in this page, and go nowhere.
import { decodeQR } from 'qr/decode.js'
import { PageFailure } from '../app/failure.ts'
import type { TextKey } from '../texts/catalogue.ts'

const LOOK_MS = 120
/** Enough for a code that fills a third of the picture, and quick on an old phone. */
const WIDEST_PX = 960

/**
 * Shows in `video` what the camera sees, and looks for codes in it until it is stopped.
 *
 * @param found called for every code that is read, one as often as it is seen
 * @returns how to stop: the light of the camera goes out
 * @throws {PageFailure} where there is no picture
 */
export async function startCamera(
  video: HTMLVideoElement,
  found: (text: string) => void,
): Promise<() => void> {
  const stream = await openCamera()
  let timer: ReturnType<typeof setTimeout> | undefined
  const stop = (): void => {
    clearTimeout(timer)
    for (const track of stream.getTracks()) track.stop()
    video.srcObject = null
  }
  try {
    video.srcObject = stream
    await video.play()
  } catch (error) {
    stop()
    throw new PageFailure('camera.busy', error)
  }
  const canvas = document.createElement('canvas')
  const look = (): void => {
    timer = setTimeout(look, LOOK_MS)
    const text = readFrame(video, canvas)
    if (text !== undefined) found(text)
  }
  look()
  return stop
}

async function openCamera(): Promise<MediaStream> {
  try {
    // The one on the back of a phone; whatever there is elsewhere.
    const video = { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } }
    return await navigator.mediaDevices.getUserMedia({ video, audio: false })
  } catch (error) {
    const keys: Record<string, TextKey> = {
      NotAllowedError: 'camera.refused',
      NotFoundError: 'camera.none',
      OverconstrainedError: 'camera.none',
    }
    const name = error instanceof Error ? error.name : ''
    throw new PageFailure(keys[name] ?? 'camera.busy', error)
  }
}

function readFrame(video: HTMLVideoElement, canvas: HTMLCanvasElement): string | undefined {
  const { videoWidth, videoHeight } = video
  if (videoWidth === 0) return undefined
  const scale = Math.min(1, WIDEST_PX / videoWidth)
  canvas.width = Math.round(videoWidth * scale)
  canvas.height = Math.round(videoHeight * scale)
  const drawing = canvas.getContext('2d', { willReadFrequently: true })
  if (drawing === null) return undefined
  drawing.drawImage(video, 0, 0, canvas.width, canvas.height)
  try {
    return decodeQR(drawing.getImageData(0, 0, canvas.width, canvas.height))
  } catch {
    // Most pictures have none in them.
    return undefined
  }
}
