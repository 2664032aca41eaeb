/** By this header the app on a phone is known again, as a browser is by its cookie: 32 random bytes of its own, base64url. */
export const DEVICE_HEADER = 'countersign-device'
