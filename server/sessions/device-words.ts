// A device in words, from what its browser or program says of itself: "Firefox on Windows". For people, never for decisions.

const systems: readonly [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/CrOS/, 'ChromeOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/Linux|X11/, 'Linux'],
]

// The order matters: Edge and Opera call themselves Chrome too, and everybody calls himself Safari.
const browsers: readonly [RegExp, string][] = [
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Vivaldi\//, 'Vivaldi'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/HeadlessChrome\//, 'Headless Chrome'],
  [/Chrome\/|CriOS\/|Chromium\//, 'Chrome'],
  [/Version\/[\d.]+ .*Safari\//, 'Safari'],
]

const MOST_LETTERS = 40

/** Empty when nothing is known: a page says that in its own language. */
export function tellDevice(userAgent: string): string {
  const system = systems.find(([pattern]) => pattern.test(userAgent))?.[1]
  const browser = browsers.find(([pattern]) => pattern.test(userAgent))?.[1]
  if (browser !== undefined) return system === undefined ? browser : `${browser} on ${system}`
  // A program: its own name, without versions and whatever else it says.
  const program = /^[\p{L}\p{N}][\p{L}\p{N} ._-]*/u.exec(userAgent)?.[0].trim().slice(0, MOST_LETTERS) ?? ''
  return system === undefined || program === '' ? program : `${program} on ${system}`
}
