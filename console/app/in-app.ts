// Whether this page is the app on the phone: the same console, below an address of its own.
import { appPath } from '../../contract/pages.ts'

const { pathname } = window.location

export const isInApp = pathname === appPath || pathname.startsWith(`${appPath}/`)

/** What stands before the address of every page here. */
export const basePath = isInApp ? appPath : ''

/** As which client one signs in here. */
export const clientHere = isInApp ? 'mobile' : 'web'
