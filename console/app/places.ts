// Where the navigation leads, in its order, and who sees it. A page is refused to others by its own route and the API.
import {
  IconAlertTriangle,
  IconBell,
  IconBuilding,
  IconClipboardCheck,
  IconDeviceMobileCheck,
  IconDeviceTv,
  IconGauge,
  IconHistory,
  IconLayoutDashboard,
  IconLifebuoy,
  IconPlugConnected,
  IconShieldCheck,
  IconUserCircle,
  IconUsers,
  type Icon,
} from '@tabler/icons-react'
import type { Me } from '../accounts/me.ts'
import { isAdmin, isHelper, isMember, isOperator } from '../accounts/roles.ts'
import type { TextKey } from '../texts/catalogue.ts'
import { isInApp } from './in-app.ts'

export interface Place {
  to:
    | '/overview'
    | '/users'
    | '/two-factor'
    | '/alerts'
    | '/connections'
    | '/dashboards'
    | '/screens'
    | '/history'
    | '/audit-log'
    | '/organizations'
    | '/recoveries'
    | '/approve'
    | '/notices'
    | '/profile'
  text: TextKey
  icon: Icon
  isFor: (account: Me['account']) => boolean
  /** Agents have it once an admin lets them use a connection. */
  isOfConnections?: true
}

export const places: readonly Place[] = [
  { to: '/overview', text: 'overview.title', icon: IconGauge, isFor: isMember, isOfConnections: true },
  { to: '/users', text: 'users.title', icon: IconUsers, isFor: isHelper },
  { to: '/two-factor', text: 'policy.title', icon: IconShieldCheck, isFor: isAdmin },
  {
    to: '/connections',
    text: 'connections.title',
    icon: IconPlugConnected,
    isFor: isMember,
    isOfConnections: true,
  },
  {
    to: '/dashboards',
    text: 'dashboards.title',
    icon: IconLayoutDashboard,
    isFor: isMember,
    isOfConnections: true,
  },
  { to: '/screens', text: 'screens.title', icon: IconDeviceTv, isFor: isMember, isOfConnections: true },
  { to: '/alerts', text: 'alerts.title', icon: IconAlertTriangle, isFor: isAdmin },
  { to: '/history', text: 'history.title', icon: IconHistory, isFor: isAdmin },
  { to: '/audit-log', text: 'audit.title', icon: IconClipboardCheck, isFor: isAdmin },
  { to: '/organizations', text: 'organizations.title', icon: IconBuilding, isFor: isOperator },
  {
    to: '/recoveries',
    text: 'recoveries.title',
    icon: IconLifebuoy,
    isFor: (account) => isAdmin(account) || isOperator(account),
  },
  { to: '/approve', text: 'approvals.title', icon: IconDeviceMobileCheck, isFor: () => isInApp },
  { to: '/notices', text: 'notices.title', icon: IconBell, isFor: () => true },
  { to: '/profile', text: 'profile.title', icon: IconUserCircle, isFor: () => true },
]
