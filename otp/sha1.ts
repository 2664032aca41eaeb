// SHA-1, one block at a time (FIPS 180-4, sections 5.3.1 and 6.1.2), for HMAC and nothing else.
//
// HMAC-SHA-1 is what RFC 4226 asks for and what every authenticator app speaks; the known collisions of
// SHA-1 do not reach HMAC. Nothing here should be used as a plain hash.
import type { Hash } from './hmac.ts'

/**
 * Mixes one block of 16 words into the five words of `state` that begin at `stateAt`, and writes the five
 * new words to `target` from `targetAt` on. `state` and `block` stay as they are, unless `target` is one of
 * them: all words are read before the first is written.
 *
 * The eighty rounds are written out, one to a line, because the speed of the library is decided here: the
 * sixteen words of the message and the five of the state then live in registers, no round moves five
 * variables along (the names rotate instead: what is `e` in one line is `a` in the next), and a word is
 * read from memory in the line that first needs it. In each line the sum that can do without the newest
 * word is made apart, so that one rotation and one addition are all that waits for the line before. A
 * loop over the same rounds runs at less than half the speed.
 */
function compress(
  state: Int32Array,
  stateAt: number,
  block: Int32Array,
  target: Int32Array,
  targetAt: number,
): void {
  // prettier-ignore
  const a0 = state[stateAt]!, b0 = state[stateAt + 1]!, c0 = state[stateAt + 2]!, d0 = state[stateAt + 3]!, e0 = state[stateAt + 4]!
  // prettier-ignore
  let a = a0, b = b0, c = c0, d = d0, e = e0

  // One round, one line: a wrapped line would hide that all are alike.
  // prettier-ignore
  {
    // Rounds 0 to 19: choose, K = 5a827999
    let w0 = block[0]!; e = ((a << 5) | (a >>> 27)) + ((d ^ (b & (c ^ d))) + ((e + w0 + 0x5a827999) | 0) | 0) | 0; b = (b << 30) | (b >>> 2)
    let w1 = block[1]!; d = ((e << 5) | (e >>> 27)) + ((c ^ (a & (b ^ c))) + ((d + w1 + 0x5a827999) | 0) | 0) | 0; a = (a << 30) | (a >>> 2)
    let w2 = block[2]!; c = ((d << 5) | (d >>> 27)) + ((b ^ (e & (a ^ b))) + ((c + w2 + 0x5a827999) | 0) | 0) | 0; e = (e << 30) | (e >>> 2)
    let w3 = block[3]!; b = ((c << 5) | (c >>> 27)) + ((a ^ (d & (e ^ a))) + ((b + w3 + 0x5a827999) | 0) | 0) | 0; d = (d << 30) | (d >>> 2)
    let w4 = block[4]!; a = ((b << 5) | (b >>> 27)) + ((e ^ (c & (d ^ e))) + ((a + w4 + 0x5a827999) | 0) | 0) | 0; c = (c << 30) | (c >>> 2)
    let w5 = block[5]!; e = ((a << 5) | (a >>> 27)) + ((d ^ (b & (c ^ d))) + ((e + w5 + 0x5a827999) | 0) | 0) | 0; b = (b << 30) | (b >>> 2)
    let w6 = block[6]!; d = ((e << 5) | (e >>> 27)) + ((c ^ (a & (b ^ c))) + ((d + w6 + 0x5a827999) | 0) | 0) | 0; a = (a << 30) | (a >>> 2)
    let w7 = block[7]!; c = ((d << 5) | (d >>> 27)) + ((b ^ (e & (a ^ b))) + ((c + w7 + 0x5a827999) | 0) | 0) | 0; e = (e << 30) | (e >>> 2)
    let w8 = block[8]!; b = ((c << 5) | (c >>> 27)) + ((a ^ (d & (e ^ a))) + ((b + w8 + 0x5a827999) | 0) | 0) | 0; d = (d << 30) | (d >>> 2)
    let w9 = block[9]!; a = ((b << 5) | (b >>> 27)) + ((e ^ (c & (d ^ e))) + ((a + w9 + 0x5a827999) | 0) | 0) | 0; c = (c << 30) | (c >>> 2)
    let w10 = block[10]!; e = ((a << 5) | (a >>> 27)) + ((d ^ (b & (c ^ d))) + ((e + w10 + 0x5a827999) | 0) | 0) | 0; b = (b << 30) | (b >>> 2)
    let w11 = block[11]!; d = ((e << 5) | (e >>> 27)) + ((c ^ (a & (b ^ c))) + ((d + w11 + 0x5a827999) | 0) | 0) | 0; a = (a << 30) | (a >>> 2)
    let w12 = block[12]!; c = ((d << 5) | (d >>> 27)) + ((b ^ (e & (a ^ b))) + ((c + w12 + 0x5a827999) | 0) | 0) | 0; e = (e << 30) | (e >>> 2)
    let w13 = block[13]!; b = ((c << 5) | (c >>> 27)) + ((a ^ (d & (e ^ a))) + ((b + w13 + 0x5a827999) | 0) | 0) | 0; d = (d << 30) | (d >>> 2)
    let w14 = block[14]!; a = ((b << 5) | (b >>> 27)) + ((e ^ (c & (d ^ e))) + ((a + w14 + 0x5a827999) | 0) | 0) | 0; c = (c << 30) | (c >>> 2)
    let w15 = block[15]!; e = ((a << 5) | (a >>> 27)) + ((d ^ (b & (c ^ d))) + ((e + w15 + 0x5a827999) | 0) | 0) | 0; b = (b << 30) | (b >>> 2)
    w0 ^= w13 ^ w8 ^ w2; w0 = (w0 << 1) | (w0 >>> 31); d = ((e << 5) | (e >>> 27)) + ((c ^ (a & (b ^ c))) + ((d + w0 + 0x5a827999) | 0) | 0) | 0; a = (a << 30) | (a >>> 2)
    w1 ^= w14 ^ w9 ^ w3; w1 = (w1 << 1) | (w1 >>> 31); c = ((d << 5) | (d >>> 27)) + ((b ^ (e & (a ^ b))) + ((c + w1 + 0x5a827999) | 0) | 0) | 0; e = (e << 30) | (e >>> 2)
    w2 ^= w15 ^ w10 ^ w4; w2 = (w2 << 1) | (w2 >>> 31); b = ((c << 5) | (c >>> 27)) + ((a ^ (d & (e ^ a))) + ((b + w2 + 0x5a827999) | 0) | 0) | 0; d = (d << 30) | (d >>> 2)
    w3 ^= w0 ^ w11 ^ w5; w3 = (w3 << 1) | (w3 >>> 31); a = ((b << 5) | (b >>> 27)) + ((e ^ (c & (d ^ e))) + ((a + w3 + 0x5a827999) | 0) | 0) | 0; c = (c << 30) | (c >>> 2)
    // Rounds 20 to 39: parity, K = 6ed9eba1
    w4 ^= w1 ^ w12 ^ w6; w4 = (w4 << 1) | (w4 >>> 31); e = ((a << 5) | (a >>> 27)) + ((b ^ c ^ d) + ((e + w4 + 0x6ed9eba1) | 0) | 0) | 0; b = (b << 30) | (b >>> 2)
    w5 ^= w2 ^ w13 ^ w7; w5 = (w5 << 1) | (w5 >>> 31); d = ((e << 5) | (e >>> 27)) + ((a ^ b ^ c) + ((d + w5 + 0x6ed9eba1) | 0) | 0) | 0; a = (a << 30) | (a >>> 2)
    w6 ^= w3 ^ w14 ^ w8; w6 = (w6 << 1) | (w6 >>> 31); c = ((d << 5) | (d >>> 27)) + ((e ^ a ^ b) + ((c + w6 + 0x6ed9eba1) | 0) | 0) | 0; e = (e << 30) | (e >>> 2)
    w7 ^= w4 ^ w15 ^ w9; w7 = (w7 << 1) | (w7 >>> 31); b = ((c << 5) | (c >>> 27)) + ((d ^ e ^ a) + ((b + w7 + 0x6ed9eba1) | 0) | 0) | 0; d = (d << 30) | (d >>> 2)
    w8 ^= w5 ^ w0 ^ w10; w8 = (w8 << 1) | (w8 >>> 31); a = ((b << 5) | (b >>> 27)) + ((c ^ d ^ e) + ((a + w8 + 0x6ed9eba1) | 0) | 0) | 0; c = (c << 30) | (c >>> 2)
    w9 ^= w6 ^ w1 ^ w11; w9 = (w9 << 1) | (w9 >>> 31); e = ((a << 5) | (a >>> 27)) + ((b ^ c ^ d) + ((e + w9 + 0x6ed9eba1) | 0) | 0) | 0; b = (b << 30) | (b >>> 2)
    w10 ^= w7 ^ w2 ^ w12; w10 = (w10 << 1) | (w10 >>> 31); d = ((e << 5) | (e >>> 27)) + ((a ^ b ^ c) + ((d + w10 + 0x6ed9eba1) | 0) | 0) | 0; a = (a << 30) | (a >>> 2)
    w11 ^= w8 ^ w3 ^ w13; w11 = (w11 << 1) | (w11 >>> 31); c = ((d << 5) | (d >>> 27)) + ((e ^ a ^ b) + ((c + w11 + 0x6ed9eba1) | 0) | 0) | 0; e = (e << 30) | (e >>> 2)
    w12 ^= w9 ^ w4 ^ w14; w12 = (w12 << 1) | (w12 >>> 31); b = ((c << 5) | (c >>> 27)) + ((d ^ e ^ a) + ((b + w12 + 0x6ed9eba1) | 0) | 0) | 0; d = (d << 30) | (d >>> 2)
    w13 ^= w10 ^ w5 ^ w15; w13 = (w13 << 1) | (w13 >>> 31); a = ((b << 5) | (b >>> 27)) + ((c ^ d ^ e) + ((a + w13 + 0x6ed9eba1) | 0) | 0) | 0; c = (c << 30) | (c >>> 2)
    w14 ^= w11 ^ w6 ^ w0; w14 = (w14 << 1) | (w14 >>> 31); e = ((a << 5) | (a >>> 27)) + ((b ^ c ^ d) + ((e + w14 + 0x6ed9eba1) | 0) | 0) | 0; b = (b << 30) | (b >>> 2)
    w15 ^= w12 ^ w7 ^ w1; w15 = (w15 << 1) | (w15 >>> 31); d = ((e << 5) | (e >>> 27)) + ((a ^ b ^ c) + ((d + w15 + 0x6ed9eba1) | 0) | 0) | 0; a = (a << 30) | (a >>> 2)
    w0 ^= w13 ^ w8 ^ w2; w0 = (w0 << 1) | (w0 >>> 31); c = ((d << 5) | (d >>> 27)) + ((e ^ a ^ b) + ((c + w0 + 0x6ed9eba1) | 0) | 0) | 0; e = (e << 30) | (e >>> 2)
    w1 ^= w14 ^ w9 ^ w3; w1 = (w1 << 1) | (w1 >>> 31); b = ((c << 5) | (c >>> 27)) + ((d ^ e ^ a) + ((b + w1 + 0x6ed9eba1) | 0) | 0) | 0; d = (d << 30) | (d >>> 2)
    w2 ^= w15 ^ w10 ^ w4; w2 = (w2 << 1) | (w2 >>> 31); a = ((b << 5) | (b >>> 27)) + ((c ^ d ^ e) + ((a + w2 + 0x6ed9eba1) | 0) | 0) | 0; c = (c << 30) | (c >>> 2)
    w3 ^= w0 ^ w11 ^ w5; w3 = (w3 << 1) | (w3 >>> 31); e = ((a << 5) | (a >>> 27)) + ((b ^ c ^ d) + ((e + w3 + 0x6ed9eba1) | 0) | 0) | 0; b = (b << 30) | (b >>> 2)
    w4 ^= w1 ^ w12 ^ w6; w4 = (w4 << 1) | (w4 >>> 31); d = ((e << 5) | (e >>> 27)) + ((a ^ b ^ c) + ((d + w4 + 0x6ed9eba1) | 0) | 0) | 0; a = (a << 30) | (a >>> 2)
    w5 ^= w2 ^ w13 ^ w7; w5 = (w5 << 1) | (w5 >>> 31); c = ((d << 5) | (d >>> 27)) + ((e ^ a ^ b) + ((c + w5 + 0x6ed9eba1) | 0) | 0) | 0; e = (e << 30) | (e >>> 2)
    w6 ^= w3 ^ w14 ^ w8; w6 = (w6 << 1) | (w6 >>> 31); b = ((c << 5) | (c >>> 27)) + ((d ^ e ^ a) + ((b + w6 + 0x6ed9eba1) | 0) | 0) | 0; d = (d << 30) | (d >>> 2)
    w7 ^= w4 ^ w15 ^ w9; w7 = (w7 << 1) | (w7 >>> 31); a = ((b << 5) | (b >>> 27)) + ((c ^ d ^ e) + ((a + w7 + 0x6ed9eba1) | 0) | 0) | 0; c = (c << 30) | (c >>> 2)
    // Rounds 40 to 59: majority, K = 8f1bbcdc
    w8 ^= w5 ^ w0 ^ w10; w8 = (w8 << 1) | (w8 >>> 31); e = ((a << 5) | (a >>> 27)) + (((b & c) | (d & (b | c))) + ((e + w8 + -0x70e44324) | 0) | 0) | 0; b = (b << 30) | (b >>> 2)
    w9 ^= w6 ^ w1 ^ w11; w9 = (w9 << 1) | (w9 >>> 31); d = ((e << 5) | (e >>> 27)) + (((a & b) | (c & (a | b))) + ((d + w9 + -0x70e44324) | 0) | 0) | 0; a = (a << 30) | (a >>> 2)
    w10 ^= w7 ^ w2 ^ w12; w10 = (w10 << 1) | (w10 >>> 31); c = ((d << 5) | (d >>> 27)) + (((e & a) | (b & (e | a))) + ((c + w10 + -0x70e44324) | 0) | 0) | 0; e = (e << 30) | (e >>> 2)
    w11 ^= w8 ^ w3 ^ w13; w11 = (w11 << 1) | (w11 >>> 31); b = ((c << 5) | (c >>> 27)) + (((d & e) | (a & (d | e))) + ((b + w11 + -0x70e44324) | 0) | 0) | 0; d = (d << 30) | (d >>> 2)
    w12 ^= w9 ^ w4 ^ w14; w12 = (w12 << 1) | (w12 >>> 31); a = ((b << 5) | (b >>> 27)) + (((c & d) | (e & (c | d))) + ((a + w12 + -0x70e44324) | 0) | 0) | 0; c = (c << 30) | (c >>> 2)
    w13 ^= w10 ^ w5 ^ w15; w13 = (w13 << 1) | (w13 >>> 31); e = ((a << 5) | (a >>> 27)) + (((b & c) | (d & (b | c))) + ((e + w13 + -0x70e44324) | 0) | 0) | 0; b = (b << 30) | (b >>> 2)
    w14 ^= w11 ^ w6 ^ w0; w14 = (w14 << 1) | (w14 >>> 31); d = ((e << 5) | (e >>> 27)) + (((a & b) | (c & (a | b))) + ((d + w14 + -0x70e44324) | 0) | 0) | 0; a = (a << 30) | (a >>> 2)
    w15 ^= w12 ^ w7 ^ w1; w15 = (w15 << 1) | (w15 >>> 31); c = ((d << 5) | (d >>> 27)) + (((e & a) | (b & (e | a))) + ((c + w15 + -0x70e44324) | 0) | 0) | 0; e = (e << 30) | (e >>> 2)
    w0 ^= w13 ^ w8 ^ w2; w0 = (w0 << 1) | (w0 >>> 31); b = ((c << 5) | (c >>> 27)) + (((d & e) | (a & (d | e))) + ((b + w0 + -0x70e44324) | 0) | 0) | 0; d = (d << 30) | (d >>> 2)
    w1 ^= w14 ^ w9 ^ w3; w1 = (w1 << 1) | (w1 >>> 31); a = ((b << 5) | (b >>> 27)) + (((c & d) | (e & (c | d))) + ((a + w1 + -0x70e44324) | 0) | 0) | 0; c = (c << 30) | (c >>> 2)
    w2 ^= w15 ^ w10 ^ w4; w2 = (w2 << 1) | (w2 >>> 31); e = ((a << 5) | (a >>> 27)) + (((b & c) | (d & (b | c))) + ((e + w2 + -0x70e44324) | 0) | 0) | 0; b = (b << 30) | (b >>> 2)
    w3 ^= w0 ^ w11 ^ w5; w3 = (w3 << 1) | (w3 >>> 31); d = ((e << 5) | (e >>> 27)) + (((a & b) | (c & (a | b))) + ((d + w3 + -0x70e44324) | 0) | 0) | 0; a = (a << 30) | (a >>> 2)
    w4 ^= w1 ^ w12 ^ w6; w4 = (w4 << 1) | (w4 >>> 31); c = ((d << 5) | (d >>> 27)) + (((e & a) | (b & (e | a))) + ((c + w4 + -0x70e44324) | 0) | 0) | 0; e = (e << 30) | (e >>> 2)
    w5 ^= w2 ^ w13 ^ w7; w5 = (w5 << 1) | (w5 >>> 31); b = ((c << 5) | (c >>> 27)) + (((d & e) | (a & (d | e))) + ((b + w5 + -0x70e44324) | 0) | 0) | 0; d = (d << 30) | (d >>> 2)
    w6 ^= w3 ^ w14 ^ w8; w6 = (w6 << 1) | (w6 >>> 31); a = ((b << 5) | (b >>> 27)) + (((c & d) | (e & (c | d))) + ((a + w6 + -0x70e44324) | 0) | 0) | 0; c = (c << 30) | (c >>> 2)
    w7 ^= w4 ^ w15 ^ w9; w7 = (w7 << 1) | (w7 >>> 31); e = ((a << 5) | (a >>> 27)) + (((b & c) | (d & (b | c))) + ((e + w7 + -0x70e44324) | 0) | 0) | 0; b = (b << 30) | (b >>> 2)
    w8 ^= w5 ^ w0 ^ w10; w8 = (w8 << 1) | (w8 >>> 31); d = ((e << 5) | (e >>> 27)) + (((a & b) | (c & (a | b))) + ((d + w8 + -0x70e44324) | 0) | 0) | 0; a = (a << 30) | (a >>> 2)
    w9 ^= w6 ^ w1 ^ w11; w9 = (w9 << 1) | (w9 >>> 31); c = ((d << 5) | (d >>> 27)) + (((e & a) | (b & (e | a))) + ((c + w9 + -0x70e44324) | 0) | 0) | 0; e = (e << 30) | (e >>> 2)
    w10 ^= w7 ^ w2 ^ w12; w10 = (w10 << 1) | (w10 >>> 31); b = ((c << 5) | (c >>> 27)) + (((d & e) | (a & (d | e))) + ((b + w10 + -0x70e44324) | 0) | 0) | 0; d = (d << 30) | (d >>> 2)
    w11 ^= w8 ^ w3 ^ w13; w11 = (w11 << 1) | (w11 >>> 31); a = ((b << 5) | (b >>> 27)) + (((c & d) | (e & (c | d))) + ((a + w11 + -0x70e44324) | 0) | 0) | 0; c = (c << 30) | (c >>> 2)
    // Rounds 60 to 79: parity, K = ca62c1d6
    w12 ^= w9 ^ w4 ^ w14; w12 = (w12 << 1) | (w12 >>> 31); e = ((a << 5) | (a >>> 27)) + ((b ^ c ^ d) + ((e + w12 + -0x359d3e2a) | 0) | 0) | 0; b = (b << 30) | (b >>> 2)
    w13 ^= w10 ^ w5 ^ w15; w13 = (w13 << 1) | (w13 >>> 31); d = ((e << 5) | (e >>> 27)) + ((a ^ b ^ c) + ((d + w13 + -0x359d3e2a) | 0) | 0) | 0; a = (a << 30) | (a >>> 2)
    w14 ^= w11 ^ w6 ^ w0; w14 = (w14 << 1) | (w14 >>> 31); c = ((d << 5) | (d >>> 27)) + ((e ^ a ^ b) + ((c + w14 + -0x359d3e2a) | 0) | 0) | 0; e = (e << 30) | (e >>> 2)
    w15 ^= w12 ^ w7 ^ w1; w15 = (w15 << 1) | (w15 >>> 31); b = ((c << 5) | (c >>> 27)) + ((d ^ e ^ a) + ((b + w15 + -0x359d3e2a) | 0) | 0) | 0; d = (d << 30) | (d >>> 2)
    w0 ^= w13 ^ w8 ^ w2; w0 = (w0 << 1) | (w0 >>> 31); a = ((b << 5) | (b >>> 27)) + ((c ^ d ^ e) + ((a + w0 + -0x359d3e2a) | 0) | 0) | 0; c = (c << 30) | (c >>> 2)
    w1 ^= w14 ^ w9 ^ w3; w1 = (w1 << 1) | (w1 >>> 31); e = ((a << 5) | (a >>> 27)) + ((b ^ c ^ d) + ((e + w1 + -0x359d3e2a) | 0) | 0) | 0; b = (b << 30) | (b >>> 2)
    w2 ^= w15 ^ w10 ^ w4; w2 = (w2 << 1) | (w2 >>> 31); d = ((e << 5) | (e >>> 27)) + ((a ^ b ^ c) + ((d + w2 + -0x359d3e2a) | 0) | 0) | 0; a = (a << 30) | (a >>> 2)
    w3 ^= w0 ^ w11 ^ w5; w3 = (w3 << 1) | (w3 >>> 31); c = ((d << 5) | (d >>> 27)) + ((e ^ a ^ b) + ((c + w3 + -0x359d3e2a) | 0) | 0) | 0; e = (e << 30) | (e >>> 2)
    w4 ^= w1 ^ w12 ^ w6; w4 = (w4 << 1) | (w4 >>> 31); b = ((c << 5) | (c >>> 27)) + ((d ^ e ^ a) + ((b + w4 + -0x359d3e2a) | 0) | 0) | 0; d = (d << 30) | (d >>> 2)
    w5 ^= w2 ^ w13 ^ w7; w5 = (w5 << 1) | (w5 >>> 31); a = ((b << 5) | (b >>> 27)) + ((c ^ d ^ e) + ((a + w5 + -0x359d3e2a) | 0) | 0) | 0; c = (c << 30) | (c >>> 2)
    w6 ^= w3 ^ w14 ^ w8; w6 = (w6 << 1) | (w6 >>> 31); e = ((a << 5) | (a >>> 27)) + ((b ^ c ^ d) + ((e + w6 + -0x359d3e2a) | 0) | 0) | 0; b = (b << 30) | (b >>> 2)
    w7 ^= w4 ^ w15 ^ w9; w7 = (w7 << 1) | (w7 >>> 31); d = ((e << 5) | (e >>> 27)) + ((a ^ b ^ c) + ((d + w7 + -0x359d3e2a) | 0) | 0) | 0; a = (a << 30) | (a >>> 2)
    w8 ^= w5 ^ w0 ^ w10; w8 = (w8 << 1) | (w8 >>> 31); c = ((d << 5) | (d >>> 27)) + ((e ^ a ^ b) + ((c + w8 + -0x359d3e2a) | 0) | 0) | 0; e = (e << 30) | (e >>> 2)
    w9 ^= w6 ^ w1 ^ w11; w9 = (w9 << 1) | (w9 >>> 31); b = ((c << 5) | (c >>> 27)) + ((d ^ e ^ a) + ((b + w9 + -0x359d3e2a) | 0) | 0) | 0; d = (d << 30) | (d >>> 2)
    w10 ^= w7 ^ w2 ^ w12; w10 = (w10 << 1) | (w10 >>> 31); a = ((b << 5) | (b >>> 27)) + ((c ^ d ^ e) + ((a + w10 + -0x359d3e2a) | 0) | 0) | 0; c = (c << 30) | (c >>> 2)
    w11 ^= w8 ^ w3 ^ w13; w11 = (w11 << 1) | (w11 >>> 31); e = ((a << 5) | (a >>> 27)) + ((b ^ c ^ d) + ((e + w11 + -0x359d3e2a) | 0) | 0) | 0; b = (b << 30) | (b >>> 2)
    w12 ^= w9 ^ w4 ^ w14; w12 = (w12 << 1) | (w12 >>> 31); d = ((e << 5) | (e >>> 27)) + ((a ^ b ^ c) + ((d + w12 + -0x359d3e2a) | 0) | 0) | 0; a = (a << 30) | (a >>> 2)
    w13 ^= w10 ^ w5 ^ w15; w13 = (w13 << 1) | (w13 >>> 31); c = ((d << 5) | (d >>> 27)) + ((e ^ a ^ b) + ((c + w13 + -0x359d3e2a) | 0) | 0) | 0; e = (e << 30) | (e >>> 2)
    w14 ^= w11 ^ w6 ^ w0; w14 = (w14 << 1) | (w14 >>> 31); b = ((c << 5) | (c >>> 27)) + ((d ^ e ^ a) + ((b + w14 + -0x359d3e2a) | 0) | 0) | 0; d = (d << 30) | (d >>> 2)
    w15 ^= w12 ^ w7 ^ w1; w15 = (w15 << 1) | (w15 >>> 31); a = ((b << 5) | (b >>> 27)) + ((c ^ d ^ e) + ((a + w15 + -0x359d3e2a) | 0) | 0) | 0; c = (c << 30) | (c >>> 2)
  }

  target[targetAt] = a0 + a
  target[targetAt + 1] = b0 + b
  target[targetAt + 2] = c0 + c
  target[targetAt + 3] = d0 + d
  target[targetAt + 4] = e0 + e
}

export const sha1: Hash = {
  name: 'SHA1',
  blockWords: 16,
  digestWords: 5,
  lengthWords: 2,
  initialState: Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0),
  compress,
}
