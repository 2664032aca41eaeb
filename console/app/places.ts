// Where the navigation leads, in its order, and who sees it. A page is refused to others by its own route and the API.
import { IconUserCircle, IconUsers, type Icon } from '@tabler/icons-react'
import type { Me } from '../accounts/me.ts'
import { isAdmin } from '../accounts/roles.ts'
import type { TextKey } from '../texts/catalogue.ts'

export interface Place {
  to: '/users' | '/profile'
  text: TextKey
  icon: Icon
  isFor: (account: Me['account']) => boolean
}

export const places: readonly Place[] = [
  { to: '/users', text: 'users.title', icon: IconUsers, isFor: isAdmin },
  { to: '/profile', text: 'profile.title', icon: IconUserCircle, isFor: () => true },
]
