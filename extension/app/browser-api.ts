// The few functions of the browser that an extension has and a page has not. Firefox knows them by the same name.

interface StorageArea {
  get(key: string): Promise<Record<string, unknown>>
  set(items: Record<string, unknown>): Promise<void>
  remove(key: string): Promise<void>
}

export interface Tab {
  id?: number
  /** Only where we may look at it: by activeTab, after the button was pressed. */
  url?: string
  title?: string
  status?: 'unloaded' | 'loading' | 'complete'
  windowId: number
}

export interface Injection<Args extends unknown[], Result> {
  /** Without frames: the top one. */
  target: { tabId: number; documentIds?: string[] }
  /** Is sent as its text: it can use nothing but its arguments. */
  func: (...args: Args) => Result
  args: Args
  /** `MAIN`: among the page's own scripts, and what other extensions have put there. */
  world?: 'ISOLATED' | 'MAIN'
}

interface BrowserEvent<Args extends unknown[]> {
  addListener(listener: (...args: Args) => void): void
  removeListener(listener: (...args: Args) => void): void
}

interface BrowserApi {
  storage: { local: StorageArea; session: StorageArea }
  permissions: {
    contains(what: { origins: string[] }): Promise<boolean>
    request(what: { origins: string[] }): Promise<boolean>
    remove(what: { origins: string[] }): Promise<boolean>
  }
  tabs: {
    query(what: { active: true; currentWindow: true }): Promise<Tab[]>
    getCurrent(): Promise<Tab | undefined>
    /** Throws where there is none by that number any more. */
    get(tabId: number): Promise<Tab>
    create(what: { url: string; openerTabId?: number }): Promise<Tab>
    remove(tabId: number): Promise<void>
    update(tabId: number, what: { active: true }): Promise<unknown>
    /** A picture as a data: address. */
    captureVisibleTab(windowId: number, options: { format: 'png' }): Promise<string>
    onRemoved: BrowserEvent<[tabId: number]>
  }
  scripting: {
    executeScript<Args extends unknown[], Result>(
      injection: Injection<Args, Result>,
    ): Promise<{ documentId?: string; result?: Awaited<Result> }[]>
  }
  windows: {
    create(what: {
      url: string
      type: 'popup'
      width: number
      height: number
    }): Promise<{ tabs?: Tab[] } | undefined>
    update(windowId: number, what: { focused: true }): Promise<unknown>
  }
  runtime: {
    getURL(path: string): string
    /** Our own tabs. */
    getContexts(which: { contextTypes: ['TAB'] }): Promise<{ tabId: number; windowId: number }[]>
  }
}

/** Nothing outside of an extension, such as in a test of what needs none of it. */
export const browserApi = (globalThis as unknown as { chrome: BrowserApi }).chrome
