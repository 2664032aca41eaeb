// The little of speakeasy that the bench calls; it brings no types of its own.
declare module 'speakeasy' {
  interface Options {
    secret: string | Buffer
    encoding?: 'base32'
    algorithm?: string
    counter?: number
    digest?: Buffer
    time?: number
    token?: string
    window?: number
  }
  const speakeasy: {
    hotp(options: Options): string
    totp: { (options: Options): string; verifyDelta(options: Options): { delta: number } | undefined }
  }
  export default speakeasy
}
