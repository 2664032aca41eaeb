// What an extension is given by the browser, as far as its tests need it: storage, and the leave to reach hosts. Put in place
// before anything is loaded that uses it.

export interface BrowserInMemory {
  local: Record<string, unknown>
  session: Record<string, unknown>
  /** The patterns that may be reached. */
  hosts: Set<string>
}

export function putBrowserInPlace(): BrowserInMemory {
  const browser: BrowserInMemory = { local: {}, session: {}, hosts: new Set() }
  const storageOf = (area: 'local' | 'session') => ({
    get: (key: string) => Promise.resolve(structuredClone({ [key]: browser[area][key] })),
    set: (items: object) => Promise.resolve(Object.assign(browser[area], structuredClone(items))),
    remove: (key: string) => Promise.resolve(Reflect.deleteProperty(browser[area], key)),
  })
  const permissions = {
    contains: ({ origins }: { origins: string[] }) =>
      Promise.resolve(origins.every((origin) => browser.hosts.has(origin))),
    request({ origins }: { origins: string[] }) {
      for (const origin of origins) browser.hosts.add(origin)
      return Promise.resolve(true)
    },
    remove({ origins }: { origins: string[] }) {
      for (const origin of origins) browser.hosts.delete(origin)
      return Promise.resolve(true)
    },
  }
  const chrome = { storage: { local: storageOf('local'), session: storageOf('session') }, permissions }
  Object.assign(globalThis, { chrome })
  return browser
}
