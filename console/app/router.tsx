// Every page by its address. Each page is a file of its own that is loaded when it is opened.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import type { Me } from '../accounts/me.ts'
import { isAdmin, isHelper, isMember, isOperator } from '../accounts/roles.ts'
import type * as WallPages from '../overview/wall-pages.ts'
import { isStanding, type Standing } from '../policies/standings.ts'
import { SignInPage } from '../sign-in/sign-in-page.tsx'
import { loadConsoleTexts, loadSecondFactorTexts } from '../texts/texts.ts'
import { client } from './client.ts'
import { hasCode } from './failure.ts'
import { basePath } from './in-app.ts'
import { safeReturnPath } from './return-path.ts'

export interface SignInSearch {
  /** The page to go back to. */
  back?: string
  /** Why the page is shown: the session is over, or was ended by its owner. */
  after?: 'session-end' | 'sign-out'
}

const root = createRootRoute({
  component: Outlet,
  notFoundComponent: lazyRouteComponent(() => import('./unknown-page.tsx'), 'UnknownPage'),
  errorComponent: lazyRouteComponent(() => import('./broken-page.tsx'), 'BrokenPage'),
})

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async () => {
    const { needed } = await client.call('GET /api/v1/setup')
    if (needed) throw redirect({ to: '/setup', replace: true })
    const home = await import('../accounts/me.ts')
      .then(({ loadHome }) => loadHome())
      .catch((error: unknown) => {
        if (hasCode(error, 'session.required')) return '/sign-in'
        throw error
      })
    throw redirect({ to: home, replace: true })
  },
})

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  beforeLoad: loadConsoleTexts,
  component: lazyRouteComponent(() => import('../setup/setup-page.tsx'), 'SetupPage'),
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): SignInSearch => {
    const back = safeReturnPath(search.back)
    const after = search.after
    return {
      ...(back === undefined ? {} : { back }),
      ...(after === 'session-end' || after === 'sign-out' ? { after } : {}),
    }
  },
  component: SignInPage,
})

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  beforeLoad: loadConsoleTexts,
  component: lazyRouteComponent(() => import('../accounts/invitation-page.tsx'), 'InvitationPage'),
})

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ location }) => {
    const [{ loadMe }] = await Promise.all([import('../accounts/me.ts'), loadConsoleTexts()])
    const me = await loadMe().catch((error: unknown) => {
      if (!hasCode(error, 'session.required')) throw error
      const back = safeReturnPath(location.pathname + location.searchStr)
      throw redirect({ to: '/sign-in', search: back === undefined ? {} : { back }, replace: true })
    })
    return { me }
  },
  component: lazyRouteComponent(() => import('./shell.tsx'), 'Shell'),
})

/** Others are led to their own page: the API would refuse them anyway. */
function onlyFor(isFor: (account: Me['account']) => boolean) {
  return ({ context }: { context: { me: Me } }) => {
    if (!isFor(context.me.account)) throw redirect({ to: '/profile', replace: true })
  }
}

const profile = createRoute({
  getParentRoute: () => signedIn,
  path: '/profile',
  component: lazyRouteComponent(() => import('../accounts/profile-page.tsx'), 'ProfilePage'),
})

const users = createRoute({
  getParentRoute: () => signedIn,
  path: '/users',
  validateSearch: (search: Record<string, unknown>): { search?: string; secondFactor?: Standing } => ({
    ...(typeof search.search === 'string' && search.search !== ''
      ? { search: search.search.slice(0, 100) }
      : {}),
    ...(isStanding(search.secondFactor) ? { secondFactor: search.secondFactor } : {}),
  }),
  beforeLoad: onlyFor(isHelper),
  component: lazyRouteComponent(() => import('../accounts/users-page.tsx'), 'UsersPage'),
})

const user = createRoute({
  getParentRoute: () => signedIn,
  path: '/users/$id',
  beforeLoad: onlyFor(isHelper),
  component: lazyRouteComponent(() => import('../help/user-page.tsx'), 'UserPage'),
})

const twoFactor = createRoute({
  getParentRoute: () => signedIn,
  path: '/two-factor',
  beforeLoad: onlyFor(isAdmin),
  component: lazyRouteComponent(() => import('../policies/policy-page.tsx'), 'PolicyPage'),
})

const connections = createRoute({
  getParentRoute: () => signedIn,
  path: '/connections',
  validateSearch: (search: Record<string, unknown>): { search?: string } =>
    typeof search.search === 'string' && search.search !== '' ? { search: search.search.slice(0, 100) } : {},
  beforeLoad: onlyFor(isMember),
  component: lazyRouteComponent(() => import('../connections/connection-pages.ts'), 'ConnectionsPage'),
})

const newConnection = createRoute({
  getParentRoute: () => signedIn,
  path: '/connections/new',
  beforeLoad: onlyFor(isAdmin),
  component: lazyRouteComponent(() => import('../connections/connection-pages.ts'), 'NewConnectionPage'),
})

const connection = createRoute({
  getParentRoute: () => signedIn,
  path: '/connections/$id',
  beforeLoad: onlyFor(isMember),
  component: lazyRouteComponent(() => import('../connections/connection-pages.ts'), 'ConnectionPage'),
})

const takeOver = createRoute({
  getParentRoute: () => signedIn,
  path: '/connections/$id/take-over/$attempt',
  beforeLoad: onlyFor(isAdmin),
  component: lazyRouteComponent(() => import('../take-over/take-over-page.tsx'), 'TakeOverPage'),
})

const wallPage = (name: keyof typeof WallPages): ReturnType<typeof lazyRouteComponent> =>
  lazyRouteComponent(() => import('../overview/wall-pages.ts'), name)

const overview = createRoute({
  getParentRoute: () => signedIn,
  path: '/overview',
  beforeLoad: onlyFor(isMember),
  component: wallPage('OverviewPage'),
})

const dashboards = createRoute({
  getParentRoute: () => signedIn,
  path: '/dashboards',
  beforeLoad: onlyFor(isMember),
  component: wallPage('DashboardsPage'),
})

const newDashboard = createRoute({
  getParentRoute: () => signedIn,
  path: '/dashboards/new',
  validateSearch: ({ connection }: Record<string, unknown>): { connection?: string } =>
    typeof connection === 'string' ? { connection } : {},
  beforeLoad: onlyFor(isAdmin),
  component: wallPage('NewDashboardPage'),
})

const dashboard = createRoute({
  getParentRoute: () => signedIn,
  path: '/dashboards/$id',
  beforeLoad: onlyFor(isMember),
  component: wallPage('DashboardPage'),
})

const screens = createRoute({
  getParentRoute: () => signedIn,
  path: '/screens',
  validateSearch: ({ tag, pair }: Record<string, unknown>): { tag?: string; pair?: string } => ({
    ...(typeof tag === 'string' && tag !== '' ? { tag: tag.slice(0, 40) } : {}),
    // The code of a screen, from the QR code that it shows.
    ...(typeof pair === 'string' && pair !== '' ? { pair: pair.slice(0, 12) } : {}),
  }),
  beforeLoad: onlyFor(isMember),
  component: wallPage('ScreensPage'),
})

const screen = createRoute({
  getParentRoute: () => signedIn,
  path: '/screens/$id',
  beforeLoad: onlyFor(isMember),
  component: wallPage('ScreenPage'),
})

const playlists = createRoute({
  getParentRoute: () => signedIn,
  path: '/playlists',
  beforeLoad: onlyFor(isMember),
  component: wallPage('PlaylistsPage'),
})

const playlist = createRoute({
  getParentRoute: () => signedIn,
  path: '/playlists/$id',
  beforeLoad: onlyFor(isAdmin),
  component: wallPage('PlaylistPage'),
})

const alerts = createRoute({
  getParentRoute: () => signedIn,
  path: '/alerts',
  beforeLoad: onlyFor(isAdmin),
  component: wallPage('AlertsPage'),
})

const history = createRoute({
  getParentRoute: () => signedIn,
  path: '/history',
  validateSearch: (search: Record<string, unknown>): { user?: string } =>
    typeof search.user === 'string' && /^[0-9a-f-]{36}$/.test(search.user) ? { user: search.user } : {},
  beforeLoad: onlyFor(isAdmin),
  component: lazyRouteComponent(() => import('../history/history-page.tsx'), 'HistoryPage'),
})

const auditLog = createRoute({
  getParentRoute: () => signedIn,
  path: '/audit-log',
  beforeLoad: onlyFor(isAdmin),
  component: lazyRouteComponent(() => import('../audit/audit-page.tsx'), 'AuditPage'),
})

const myHistory = createRoute({
  getParentRoute: () => signedIn,
  path: '/profile/history',
  component: lazyRouteComponent(() => import('../history/history-page.tsx'), 'MyHistoryPage'),
})

const notices = createRoute({
  getParentRoute: () => signedIn,
  path: '/notices',
  component: lazyRouteComponent(() => import('../notices/notices-page.tsx'), 'NoticesPage'),
})

const approve = createRoute({
  getParentRoute: () => signedIn,
  path: '/approve',
  component: lazyRouteComponent(() => import('../approvals/approve-page.tsx'), 'ApprovePage'),
})

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  beforeLoad: loadConsoleTexts,
  component: lazyRouteComponent(() => import('../accounts/reset-page.tsx'), 'ForgotPasswordPage'),
})

const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  beforeLoad: loadConsoleTexts,
  component: lazyRouteComponent(() => import('../accounts/reset-page.tsx'), 'ResetPasswordPage'),
})

const recover = createRoute({
  getParentRoute: () => root,
  path: '/recover',
  beforeLoad: loadConsoleTexts,
  component: lazyRouteComponent(() => import('../operators/recover-page.tsx'), 'RecoverPage'),
})

const organizationInvitation = createRoute({
  getParentRoute: () => root,
  path: '/organization-invitation',
  beforeLoad: loadConsoleTexts,
  component: lazyRouteComponent(
    () => import('../operators/organization-invitation-page.tsx'),
    'OrganizationInvitationPage',
  ),
})

const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  beforeLoad: loadConsoleTexts,
  component: lazyRouteComponent(() => import('../operators/sign-up-page.tsx'), 'SignUpPage'),
})

const passkeyWindow = createRoute({
  getParentRoute: () => root,
  path: '/passkey-window',
  beforeLoad: loadSecondFactorTexts,
  component: lazyRouteComponent(() => import('../passkeys/passkey-window-page.tsx'), 'PasskeyWindowPage'),
})

const help = createRoute({
  getParentRoute: () => root,
  path: '/help',
  beforeLoad: loadConsoleTexts,
  component: lazyRouteComponent(() => import('../guides/guide-page.tsx'), 'GuidesPage'),
})

const guide = createRoute({
  getParentRoute: () => root,
  path: '/help/$guide',
  beforeLoad: loadConsoleTexts,
  loader: async ({ params }) => {
    const { isGuideName, loadGuide } = await import('../guides/guides.ts')
    if (!isGuideName(params.guide)) throw redirect({ to: '/help', replace: true })
    return loadGuide(params.guide)
  },
  component: lazyRouteComponent(() => import('../guides/guide-page.tsx'), 'GuidePage'),
})

const organizations = createRoute({
  getParentRoute: () => signedIn,
  path: '/organizations',
  beforeLoad: onlyFor(isOperator),
  component: lazyRouteComponent(() => import('../operators/organizations-page.tsx'), 'OrganizationsPage'),
})

const recoveries = createRoute({
  getParentRoute: () => signedIn,
  path: '/recoveries',
  beforeLoad: onlyFor((account) => isAdmin(account) || isOperator(account)),
  component: lazyRouteComponent(() => import('../operators/recoveries-page.tsx'), 'RecoveriesPage'),
})

const signedInPages = [
  organizations,
  recoveries,
  profile,
  myHistory,
  users,
  user,
  twoFactor,
  connections,
  newConnection,
  takeOver,
  connection,
  alerts,
  overview,
  dashboards,
  newDashboard,
  dashboard,
  screens,
  screen,
  playlists,
  playlist,
  history,
  auditLog,
  approve,
  notices,
]

export const router = createRouter({
  routeTree: root.addChildren([
    start,
    setup,
    signIn,
    invitation,
    forgotPassword,
    resetPassword,
    recover,
    organizationInvitation,
    signUp,
    passkeyWindow,
    help,
    guide,
    signedIn.addChildren(signedInPages),
  ]),
  basepath: basePath,
  defaultPendingMs: 400,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
