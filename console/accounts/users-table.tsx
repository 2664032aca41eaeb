// The users: a table where there is room for one, cards on a phone.
import { Skeleton } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import '@mantine/core/styles/Skeleton.css'
import { Link } from '@tanstack/react-router'
import { formatMoment } from '../app/moments.ts'
import { useTexts } from '../texts/texts.ts'
import { UserMenu, type UserAction } from './user-menu.tsx'
import { AccountState, SecondFactorState } from './user-states.tsx'
import { nameOf, type User } from './users.ts'
import classes from './users-table.module.css'

interface RowsProps {
  users: readonly User[]
  yourId: string
  /** Admins change users here; the help desk opens their pages. */
  mayChange: boolean
  onAction: (user: User, action: UserAction) => void
}

export function UsersTable(props: RowsProps) {
  const isNarrow = useMediaQuery('(max-width: 68em)', undefined, { getInitialValueInEffect: false })
  return isNarrow ? <Cards {...props} /> : <Table {...props} />
}

function Table({ users, yourId, mayChange, onAction }: RowsProps) {
  const { t } = useTexts()
  return (
    <table className={classes.table} aria-label={t('users.title')}>
      <thead>
        <tr>
          <th scope="col">{t('users.column.user')}</th>
          <th scope="col">{t('field.role')}</th>
          <th scope="col">{t('users.column.state')}</th>
          <th scope="col">{t('users.column.secondFactor')}</th>
          <th scope="col">{t('users.column.lastSignIn')}</th>
          <th scope="col" className={classes.narrow}>
            <span className={classes.spoken}>{t('users.column.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <tr key={user.id}>
            <th scope="row">
              <Identity user={user} isYou={user.id === yourId} />
            </th>
            <td>{t(`role.${user.role}`)}</td>
            <td>
              <AccountState user={user} />
            </td>
            <td>
              <SecondFactorState user={user} />
            </td>
            <td className={classes.moment}>
              <LastSignIn user={user} />
            </td>
            <td className={classes.narrow}>
              {mayChange && (
                <UserMenu
                  user={user}
                  isYou={user.id === yourId}
                  onAction={(action) => onAction(user, action)}
                />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Cards({ users, yourId, mayChange, onAction }: RowsProps) {
  const { t } = useTexts()
  return (
    <ul className={classes.cards} aria-label={t('users.title')}>
      {users.map((user) => (
        <li key={user.id} className={classes.card}>
          <div className={classes.cardHead}>
            <Identity user={user} isYou={user.id === yourId} />
            {mayChange && (
              <UserMenu
                user={user}
                isYou={user.id === yourId}
                onAction={(action) => onAction(user, action)}
              />
            )}
          </div>
          <dl className={classes.facts}>
            <div>
              <dt>{t('field.role')}</dt>
              <dd>{t(`role.${user.role}`)}</dd>
            </div>
            <div>
              <dt>{t('users.column.state')}</dt>
              <dd>
                <AccountState user={user} />
              </dd>
            </div>
            <div>
              <dt>{t('users.column.secondFactor')}</dt>
              <dd>
                <SecondFactorState user={user} />
              </dd>
            </div>
            <div>
              <dt>{t('users.column.lastSignIn')}</dt>
              <dd>
                <LastSignIn user={user} />
              </dd>
            </div>
          </dl>
        </li>
      ))}
    </ul>
  )
}

function Identity({ user, isYou }: { user: User; isYou: boolean }) {
  const { t } = useTexts()
  return (
    <div className={classes.identity}>
      <span className={classes.name}>
        <Link to="/users/$id" params={{ id: user.id }} className={classes.open}>
          {nameOf(user)}
        </Link>
        {isYou && <span className={classes.you}>{t('users.you')}</span>}
      </span>
      {user.name !== '' && <span className={classes.small}>{user.email}</span>}
    </div>
  )
}

function LastSignIn({ user }: { user: User }) {
  const { t, language } = useTexts()
  if (user.lastSignInAt === undefined) return <span className={classes.small}>{t('users.never')}</span>
  return <time dateTime={user.lastSignInAt}>{formatMoment(user.lastSignInAt, language)}</time>
}

export function LoadingRows() {
  const { t } = useTexts()
  return (
    <div className={classes.loading} role="status" aria-label={t('loading')}>
      {[0, 1, 2, 3, 4].map((row) => (
        <Skeleton key={row} height={44} />
      ))}
    </div>
  )
}
