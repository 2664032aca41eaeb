// The guides of docs/guides, each loaded when it is read.
export interface Guide {
  title: string
  html: string
}

const loaders = {
  'sign-in': () => import('../../docs/guides/sign-in.md?guide'),
  'turn-on-two-factor': () => import('../../docs/guides/turn-on-two-factor.md?guide'),
  passkeys: () => import('../../docs/guides/passkeys.md?guide'),
  'app-on-your-phone': () => import('../../docs/guides/app-on-your-phone.md?guide'),
  'approve-on-the-phone': () => import('../../docs/guides/approve-on-the-phone.md?guide'),
  'lost-phone': () => import('../../docs/guides/lost-phone.md?guide'),
  'browser-extension': () => import('../../docs/guides/browser-extension.md?guide'),
  'turn-it-on-for-your-staff': () => import('../../docs/guides/turn-it-on-for-your-staff.md?guide'),
  'force-it': () => import('../../docs/guides/force-it.md?guide'),
  'recover-an-admin': () => import('../../docs/guides/recover-an-admin.md?guide'),
  'sign-in-needs-you': () => import('../../docs/guides/sign-in-needs-you.md?guide'),
  'connect-jira': () => import('../../docs/guides/connect-jira.md?guide'),
  'connect-trello': () => import('../../docs/guides/connect-trello.md?guide'),
  'connect-power-bi': () => import('../../docs/guides/connect-power-bi.md?guide'),
  'connect-salesforce': () => import('../../docs/guides/connect-salesforce.md?guide'),
  'connect-zendesk': () => import('../../docs/guides/connect-zendesk.md?guide'),
  'connect-any': () => import('../../docs/guides/connect-any.md?guide'),
  'show-jira': () => import('../../docs/guides/show-jira.md?guide'),
  'show-trello': () => import('../../docs/guides/show-trello.md?guide'),
  'show-power-bi': () => import('../../docs/guides/show-power-bi.md?guide'),
  'show-salesforce': () => import('../../docs/guides/show-salesforce.md?guide'),
  'show-zendesk': () => import('../../docs/guides/show-zendesk.md?guide'),
  'show-any': () => import('../../docs/guides/show-any.md?guide'),
  'pair-a-screen': () => import('../../docs/guides/pair-a-screen.md?guide'),
  'when-a-sign-in-fails': () => import('../../docs/guides/when-a-sign-in-fails.md?guide'),
  'runner-behind-the-firewall': () => import('../../docs/guides/runner-behind-the-firewall.md?guide'),
} satisfies Record<string, () => Promise<Guide>>

export type GuideName = keyof typeof loaders

export const guideGroups = {
  everybody: [
    'sign-in',
    'turn-on-two-factor',
    'passkeys',
    'app-on-your-phone',
    'approve-on-the-phone',
    'browser-extension',
    'lost-phone',
  ],
  admins: ['turn-it-on-for-your-staff', 'force-it'],
  services: [
    'connect-jira',
    'connect-trello',
    'connect-power-bi',
    'connect-salesforce',
    'connect-zendesk',
    'connect-any',
    'sign-in-needs-you',
  ],
  wall: [
    'show-jira',
    'show-trello',
    'show-power-bi',
    'show-salesforce',
    'show-zendesk',
    'show-any',
    'pair-a-screen',
    'when-a-sign-in-fails',
  ],
  operators: ['recover-an-admin', 'runner-behind-the-firewall'],
} as const satisfies Record<string, readonly GuideName[]>

export function isGuideName(name: string): name is GuideName {
  return Object.hasOwn(loaders, name)
}

export function loadGuide(name: GuideName): Promise<Guide> {
  return loaders[name]()
}
