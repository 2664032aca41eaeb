// What an admin can do with one user.
import { ActionIcon, Menu } from '@mantine/core'
import './user-menu.css'
import {
  IconDots,
  IconLink,
  IconPencil,
  IconShield,
  IconShieldOff,
  IconTrash,
  IconUserCheck,
  IconUserOff,
} from '@tabler/icons-react'
import { useRef } from 'react'
import { useTexts } from '../texts/texts.ts'
import { nameOf, type User } from './users.ts'

export type UserAction = 'edit' | 'require' | 'lift' | 'disable' | 'enable' | 'invite' | 'delete'

const icons = {
  edit: IconPencil,
  require: IconShield,
  lift: IconShieldOff,
  invite: IconLink,
  disable: IconUserOff,
  enable: IconUserCheck,
  delete: IconTrash,
}

/** What makes sense for a user; not to oneself what would lock oneself out. */
function actionsFor(user: User, isYou: boolean): UserAction[] {
  const { source } = user.secondFactor.requirement
  const actions: UserAction[] = ['edit']
  // What the rule of the organization requires, an exemption lifts (user page), or another rule.
  if (source !== 'organization') actions.push(source === 'account' ? 'lift' : 'require')
  if (user.state === 'invited') actions.push('invite')
  if (!isYou) actions.push(user.state === 'disabled' ? 'enable' : 'disable', 'delete')
  return actions
}

export function UserMenu(props: { user: User; isYou: boolean; onAction: (action: UserAction) => void }) {
  const { t } = useTexts()
  const { user, isYou } = props
  const button = useRef<HTMLButtonElement>(null)
  const dropdown = useRef<HTMLDivElement>(null)
  // Opened, a menu has the focus on its first item: so the arrows move in it, and Escape leaves it.
  const focusFirst = () =>
    requestAnimationFrame(() => dropdown.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus())
  return (
    <Menu
      position="bottom-end"
      width={250}
      shadow="md"
      transitionProps={{ duration: 0 }}
      onOpen={focusFirst}
      // Beside its button in the document: inside the landmark, and next in the order of the keyboard.
      withinPortal={false}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <ActionIcon
          ref={button}
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t('users.actionsFor', { name: nameOf(user) })}
        >
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown ref={dropdown}>
        {actionsFor(user, isYou).map((action) => {
          const Icon = icons[action]
          return (
            <Menu.Item
              key={action}
              leftSection={<Icon size={16} stroke={1.7} aria-hidden />}
              onClick={() => {
                // What opens now gives the focus back to what had it; the item itself will be gone.
                button.current?.focus()
                props.onAction(action)
              }}
              {...(action === 'delete' ? { c: 'var(--mantine-color-error)' } : {})}
            >
              {t(`users.action.${action}`)}
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
