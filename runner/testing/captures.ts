// Pictures of pages of a test, made as a runner makes them.
import { setTimeout as sleep } from 'node:timers/promises'
import { capture as captureSchema } from '../../contract/dashboards.ts'
import type { Browsers } from '../browser/browsers.ts'
import type { OpenConnection } from '../browser/open-connection.ts'
import { openDashboardPage, type Captured, type DashboardPage } from '../capture/dashboard-page.ts'
import type { Pixels } from '../capture/encode.ts'
import { partiesOf } from '../capture/place-pack.ts'
import type { AskSecret } from '../capture/type-secret.ts'
import type { Capture, CapturePlace } from '../places-api.ts'
import { packOnDisk } from './packs-on-disk.ts'

export const captureOf = (given: object = {}): Capture =>
  captureSchema.parse({ viewport: { width: 640, height: 480 }, waitSeconds: 4, ...given })

export type LoginPlace = NonNullable<CapturePlace['connection']>

/** A connection with the pack that knows no service. */
export function loginAt(url: string, more: Partial<LoginPlace> = {}): LoginPlace {
  return {
    id: '00000000-0000-4000-8000-000000000001',
    url,
    username: 'wall@northwind.example',
    hasPassword: true,
    hasSecret: true,
    signInOrigins: [],
    pack: { ...packOnDisk('any') },
    ...more,
  }
}

/** What a browser keeps of a service at 127.0.0.1 with one cookie. */
export const sessionOf = (value: string): string =>
  JSON.stringify({
    version: 1,
    storage: {
      cookies: [
        {
          name: 'session',
          value,
          domain: '127.0.0.1',
          path: '/',
          expires: -1,
          httpOnly: true,
          secure: false,
          sameSite: 'Lax',
        },
      ],
      origins: [],
    },
    tab: [],
  })

export interface TestPlace {
  connection: OpenConnection
  page: DashboardPage
  capture(url: string, given?: object, reload?: boolean): Promise<Captured>
  close(): Promise<void>
}

/** Of a server that has nothing to hand out. */
const askNobody: AskSecret = () => Promise.reject(new Error('no secret is handed out'))

export async function openTestPlace(
  browsers: Browsers,
  login?: LoginPlace,
  id = '1',
  { askSecret = askNobody, monotonic = () => performance.now() } = {},
): Promise<TestPlace> {
  const connection = await browsers.openConnection({ organizationId: 'a', connectionId: id, viewport: null })
  const page = await openDashboardPage(connection, {
    clock: () => new Date(),
    monotonic,
    stop: new AbortController().signal,
  })
  return {
    connection,
    page,
    capture: (url, given = {}, reload = false) =>
      page.capture({
        url,
        capture: captureOf(given),
        askSecret,
        parties: partiesOf(login === undefined ? {} : { connection: login }, url),
        reload,
      }),
    close: () => connection.close(),
  }
}

/** Red, green and blue at a place of a picture. */
export function colorAt({ raw, width }: Pixels, x: number, y: number): number[] {
  const at = (y * width + x) * 3
  return [...raw.subarray(at, at + 3)]
}

/** Whether a picture holds a colour anywhere, give or take a little. */
export function hasColor({ raw }: Pixels, [red, green, blue]: readonly [number, number, number]): boolean {
  const isNear = (one = 0, other = 0) => Math.abs(one - other) <= 6
  for (let at = 0; at + 2 < raw.length; at += 3) {
    if (isNear(raw[at], red) && isNear(raw[at + 1], green) && isNear(raw[at + 2], blue)) return true
  }
  return false
}

/** Bounded by the test's own time. */
export async function until(is: () => boolean): Promise<void> {
  while (!is()) await sleep(25)
}
