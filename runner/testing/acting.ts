// A page in a real browser behind the egress proxy, looked at by `perceive`, and decisions carried out on it.
import type { IncomingMessage } from 'node:http'
import type { Page } from 'playwright-core'
import { act, type Acted } from '../act/act.ts'
import type { OpenConnection } from '../browser/open-connection.ts'
import type { Decision, Typed } from '../decide/decision.ts'
import { perceive } from '../perceive/perceive.ts'
import type { ElementRef } from '../perceive/perception.ts'
import { openSite, type Site } from './site.ts'
import { openTestBrowsers } from './test-browsers.ts'

export interface Acting {
  page(): Page
  connection(): OpenConnection
  site: Site
  /** The same server by a name that is another site to the browser. */
  otherSite: string
  show(html: string, frames?: Record<string, string>): Promise<void>
  /** @param fields what, and the selectors of its boxes, in whatever frame */
  typeIn(
    fields: [what: Typed, ...into: string[]][],
    options?: {
      tick?: string[]
      submit?: string
      values?: Partial<Record<Typed, string>>
      onAsked?: (what: Typed, origin: string) => Promise<unknown> | void
      /** Between the look and the act. */
      meanwhile?: () => Promise<unknown>
      ready?: Promise<void>
      look?: () => void
    },
  ): Promise<Acted>
  click(target: string, meanwhile?: () => Promise<unknown>): Promise<Acted>
  open(url: string): Promise<Acted>
  /** The last form that was sent. */
  posted(): Record<string, string>
  posts(): number
  letSlowAnswerGo(): Promise<void>
  forget(): void
  close(): Promise<void>
}

const usualValues = { username: 'the username', password: 'the password', code: '123456' }

export async function openActing(): Promise<Acting> {
  let pages: Record<string, string> = {}
  const posts: string[] = []
  let slow: { asked: Promise<() => void>; tell: (go: () => void) => void } = promised()
  const welcome = '<title>Welcome</title><h1>Welcome</h1>'
  const receive = async (request: IncomingMessage): Promise<void> => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    if (request.method === 'POST') posts.push(body)
  }
  const site = await openSite({
    '/welcome': (request, answer) =>
      void receive(request).then(() => answer.setHeader('content-type', 'text/html').end(welcome)),
    '/slow-welcome': (request, answer) =>
      void receive(request).then(() =>
        slow.tell(() => answer.setHeader('content-type', 'text/html').end(welcome)),
      ),
    default: (request, answer) => {
      const page = pages[new URL(request.url ?? '/', 'http://site').pathname]
      answer.setHeader('content-type', 'text/html; charset=utf-8').end(page ?? '')
    },
  })
  const otherSite = `http://localhost:${site.port}`
  const browsers = await openTestBrowsers([site.place, `localhost:${site.port}`])
  const connection = await browsers.openConnection({ organizationId: 'a', connectionId: '1' })
  const { page } = connection

  async function carryOut(
    decide: (refOf: (selector: string) => ElementRef) => Decision,
    selectors: string[],
    { values, onAsked, meanwhile, url, ready, look }: Parameters<Acting['typeIn']>[1] & { url?: string } = {},
  ): Promise<Acted> {
    const { perception, elementOf } = await perceive(page, selectors)
    const refOf = (selector: string): ElementRef => {
      const marks = perception.frames.flatMap((frame) => frame.marks)
      const mark = marks.find((one) => one.selector === selector)
      if (mark === undefined) throw new Error(`${selector} is not on the page`)
      return mark.ref
    }
    const decision = decide(refOf)
    await meanwhile?.()
    return act(decision, {
      page,
      perception,
      elementOf,
      url: url ?? site.origin,
      ...(ready === undefined ? {} : { ready }),
      ...(look === undefined ? {} : { look }),
      refusedHosts: () => connection.refusedHosts(),
      async valueOf(what, origin) {
        await onAsked?.(what, origin)
        return values?.[what] ?? usualValues[what]
      },
    })
  }

  return {
    page: () => page,
    connection: () => connection,
    site,
    otherSite,
    async show(html, frames = {}) {
      pages = { '/': html, ...frames }
      await page.goto(`${site.origin}/`)
    },
    typeIn(fields, options = {}) {
      const { tick = [], submit = 'none' } = options
      const isWord = submit === 'none' || submit === 'enter'
      const selectors = [...fields.flatMap(([, ...into]) => into), ...tick, ...(isWord ? [] : [submit])]
      return carryOut(
        (refOf) => ({
          state: 'test',
          do: 'fill',
          fields: fields.map(([what, ...into]) => ({ what, into: into.map(refOf) })),
          tick: tick.map(refOf),
          submit: isWord ? submit : refOf(submit),
        }),
        selectors,
        options,
      )
    },
    click: (target, meanwhile) =>
      carryOut(
        (refOf) => ({ state: 'test', do: 'click', target: refOf(target) }),
        [target],
        meanwhile === undefined ? {} : { meanwhile },
      ),
    open: (url) =>
      carryOut(() => ({ state: 'test', do: 'open' }), [], { url: new URL(url, site.origin).href }),
    posted: () => Object.fromEntries(new URLSearchParams(posts.at(-1))),
    posts: () => posts.length,
    async letSlowAnswerGo() {
      const go = await slow.asked
      slow = promised()
      go()
    },
    forget() {
      posts.length = 0
      site.asked.length = 0
    },
    async close() {
      await browsers.close()
      await site.close()
    },
  }
}

function promised() {
  const { promise, resolve } = Promise.withResolvers<() => void>()
  return { asked: promise, tell: resolve }
}
