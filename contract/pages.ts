// The addresses of the console's pages, as people see them: the server answers them with 200, the console has a page for
// each. A `:name` stands for one part of an address. Each of them stands below `appPath` a second time, as the app.

/** Where the console is the app on the phone. */
export const appPath = '/app'

export const pages = [
  '/',
  '/setup',
  '/sign-in',
  '/sign-up',
  '/passkey-window',
  '/invitation',
  '/organization-invitation',
  '/forgot-password',
  '/reset-password',
  '/recover',
  '/help',
  '/help/:guide',
  '/profile',
  '/profile/history',
  '/approve',
  '/notices',
  '/users',
  '/users/:id',
  '/two-factor',
  '/connections',
  '/connections/new',
  '/connections/:id',
  '/connections/:id/take-over/:attempt',
  '/alerts',
  '/overview',
  '/dashboards',
  '/dashboards/new',
  '/dashboards/:id',
  '/screens',
  '/screens/:id',
  '/playlists',
  '/playlists/:id',
  '/history',
  '/audit-log',
  '/organizations',
  '/recoveries',
] as const
