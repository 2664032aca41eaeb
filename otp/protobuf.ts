// The wire format of protobuf, as far as reading a small message takes it (protobuf.dev, "Encoding").

/** A varint as an unsigned bigint of 64 bits, or bytes. Fields of fixed width are passed over: nobody here has any. */
export interface ProtobufField {
  number: number
  value: bigint | Uint8Array
}

export class MalformedProtobuf extends Error {
  override readonly name = 'MalformedProtobuf'
}

const MAX_VARINT_BYTES = 10

/**
 * The fields of a message in their order; bytes are views into the message. Throws MalformedProtobuf for a
 * varint of more than ten bytes, a length beyond the end, a field number of 0 and the old groups.
 */
export function readFields(message: Uint8Array): ProtobufField[] {
  const fields: ProtobufField[] = []
  let at = 0

  const readVarint = (): bigint => {
    let value = 0n
    for (let i = 0; i < MAX_VARINT_BYTES; i += 1) {
      const byte = message[at]
      if (byte === undefined) throw new MalformedProtobuf('A varint ends too early')
      at += 1
      value |= BigInt(byte & 0x7f) << BigInt(7 * i)
      if (byte < 0x80) return BigInt.asUintN(64, value)
    }
    throw new MalformedProtobuf('A varint has more than ten bytes')
  }

  const readBytes = (length: bigint): Uint8Array => {
    if (length > BigInt(message.length - at)) throw new MalformedProtobuf('A length goes beyond the end')
    const bytes = message.subarray(at, at + Number(length))
    at += bytes.length
    return bytes
  }

  while (at < message.length) {
    const tag = readVarint()
    const number = tag >> 3n
    if (number < 1n || number > 0x1fff_ffffn) throw new MalformedProtobuf('A field number is out of range')
    const wireType = Number(tag & 7n)
    if (wireType === 0) fields.push({ number: Number(number), value: readVarint() })
    else if (wireType === 1) readBytes(8n)
    else if (wireType === 2) fields.push({ number: Number(number), value: readBytes(readVarint()) })
    else if (wireType === 5) readBytes(4n)
    else throw new MalformedProtobuf('A wire type is not known')
  }
  return fields
}
