// Files as the API takes them: in base64, and no more of them than one request may carry.
import type { TextKey } from '../texts/catalogue.ts'

const mostFiles = 20

/** Four letters carry three bytes; a file has at most 12 million letters, a request 16 MiB with what is beside them. */
const mostFileBytes = 9_000_000
const mostBytesTogether = 12_000_000

/** Why files are not sent at all. Nothing where they may be. */
export function refuseFiles(sizes: readonly number[]): TextKey | undefined {
  if (sizes.length > mostFiles) return 'secretBox.tooMany'
  if (sizes.some((bytes) => bytes > mostFileBytes)) return 'error.secret.file_too_large'
  const together = sizes.reduce((sum, bytes) => sum + bytes, 0)
  return together > mostBytesTogether ? 'secretBox.tooMuch' : undefined
}

/** @throws what the browser says when the file cannot be read: a folder, one that is gone */
export function readAsBase64(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('error', () => reject(reader.error ?? new Error('The file cannot be read.')))
    reader.addEventListener('load', () => {
      const address = typeof reader.result === 'string' ? reader.result : ''
      resolve(address.slice(address.indexOf(',') + 1))
    })
    reader.readAsDataURL(file)
  })
}
