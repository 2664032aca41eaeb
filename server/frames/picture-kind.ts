// Whether bytes are what they are called, by how they begin. Nothing that a runner gave is decoded here: a picture is
// handed on as one, and whatever is none is not kept.
import type { PictureFormat } from '../../contract/frames.ts'

export function isOfFormat(bytes: Buffer, format: PictureFormat): boolean {
  switch (format) {
    case 'jpeg':
      return bytes.length > 3 && bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff
    case 'webp':
      return textAt(bytes, 0, 4) === 'RIFF' && textAt(bytes, 8, 12) === 'WEBP'
    case 'avif':
      return textAt(bytes, 4, 8) === 'ftyp' && ['avif', 'avis', 'mif1'].includes(textAt(bytes, 8, 12))
  }
}

function textAt(bytes: Buffer, from: number, to: number): string {
  return bytes.subarray(from, to).toString('latin1')
}
