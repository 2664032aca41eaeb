// The users of the organization: found, added, changed, by its admins.
import { Button, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconPlus, IconSearch, IconUsersPlus, IconZoomExclamation } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useRouteContext, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { LoadFailure } from '../app/load-failure.tsx'
import { PageHeading } from '../app/page-heading.tsx'
import { SelectField } from '../app/select-field.tsx'
import { standings, type Standing } from '../policies/standings.ts'
import { useTexts } from '../texts/texts.ts'
import { isAdmin } from './roles.ts'
import { UserDialogs, type OpenedDialog } from './user-dialogs.tsx'
import { LoadingRows, UsersTable } from './users-table.tsx'
import tableClasses from './users-table.module.css'
import { usersQuery } from './users.ts'
import classes from './users-page.module.css'

const searchDelayMs = 250
const longestSearchCharacters = 100

export function UsersPage() {
  const { t } = useTexts()
  const { me } = useRouteContext({ from: '/signed-in' })
  const { search = '', secondFactor } = useSearch({ from: '/signed-in/users' })
  const mayChange = isAdmin(me.account)
  const [opened, setOpened] = useState<OpenedDialog>()
  const list = useInfiniteQuery({ ...usersQuery(search, secondFactor), placeholderData: keepPreviousData })
  // The search is part of the address: reloading and coming back keep it.
  const navigate = useNavigate()
  const [typed, setTyped] = useState(search)
  const searchRef = useRef<HTMLInputElement>(null)
  const apply = (text: string): void => {
    void navigate({ to: '/users', search: searchOf(text, secondFactor), replace: true })
  }
  const applySoon = useDebouncedCallback(apply, searchDelayMs)
  const clearSearch = (): void => {
    setTyped('')
    void navigate({ to: '/users', search: {}, replace: true })
    searchRef.current?.focus()
  }
  const users = list.data?.pages.flatMap((page) => page.items)

  const userCount = users?.length
  useEffect(() => {
    // A deleted row takes the focus with it, shortly after its dialog gave it back.
    if (document.activeElement === document.body) {
      document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true })
    }
  }, [userCount])

  return (
    <>
      <PageHeading title={t('users.title')} lead={t('users.lead', { organization: me.organization.name })}>
        {mayChange && (
          <Button
            leftSection={<IconPlus size={17} aria-hidden />}
            onClick={() => setOpened({ dialog: 'add' })}
          >
            {t('users.add')}
          </Button>
        )}
      </PageHeading>
      <div className={classes.toolbar}>
        <TextInput
          ref={searchRef}
          type="search"
          className={classes.search}
          aria-label={t('users.search')}
          placeholder={t('users.search')}
          leftSection={<IconSearch size={17} stroke={1.8} aria-hidden />}
          maxLength={longestSearchCharacters}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            applySoon(event.currentTarget.value.trim())
          }}
        />
        <SelectField
          label={t('users.filter')}
          value={secondFactor ?? 'all'}
          choices={(['all', ...standings] as const).map((value) => ({
            value,
            text: value === 'all' ? t('users.filter.all') : t(`standing.${value}`),
          }))}
          onChoose={(chosen) => {
            const standing = chosen === 'all' ? undefined : chosen
            void navigate({ to: '/users', search: searchOf(search, standing), replace: true })
          }}
        />
        <span role="status" className={classes.count}>
          {users !== undefined &&
            t(list.hasNextPage ? 'users.countSoFar' : 'users.count', { count: users.length })}
        </span>
      </div>
      <div className={tableClasses.frame} aria-busy={list.isFetching}>
        {users === undefined && list.error === null && <LoadingRows />}
        {users === undefined && list.error !== null && (
          <LoadFailure error={list.error} onRetry={() => void list.refetch()} />
        )}
        {users !== undefined && users.length > 0 && (
          <UsersTable
            users={users}
            yourId={me.account.id}
            mayChange={mayChange}
            onAction={(user, action) => setOpened({ dialog: action, user })}
          />
        )}
        {users?.length === 0 && (
          <NobodyFound
            search={search === '' && secondFactor !== undefined ? t(`standing.${secondFactor}`) : search}
            onClear={clearSearch}
          />
        )}
        {users?.length === 1 && search === '' && secondFactor === undefined && mayChange && (
          <Alone onAdd={() => setOpened({ dialog: 'add' })} />
        )}
      </div>
      {list.isFetchNextPageError && (
        <LoadFailure error={list.error} onRetry={() => void list.fetchNextPage()} />
      )}
      {list.hasNextPage && !list.isFetchNextPageError && (
        <div className={classes.more}>
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t('users.more')}
          </Button>
        </div>
      )}
      {opened !== undefined && (
        <UserDialogs
          opened={opened}
          isYou={'user' in opened && opened.user.id === me.account.id}
          onClose={() => setOpened(undefined)}
        />
      )}
    </>
  )
}

function searchOf(search: string, secondFactor: Standing | undefined) {
  return {
    ...(search === '' ? {} : { search }),
    ...(secondFactor === undefined ? {} : { secondFactor }),
  }
}

function NobodyFound({ search, onClear }: { search: string; onClear: () => void }) {
  const { t } = useTexts()
  return (
    <div className={classes.empty}>
      <IconZoomExclamation size={32} stroke={1.4} aria-hidden />
      <h2 className={classes.emptyTitle}>{t('users.nobody.title', { search })}</h2>
      <p className={classes.emptyText}>{t('users.nobody.text')}</p>
      <Button variant="default" onClick={onClear}>
        {t('users.nobody.clear')}
      </Button>
    </div>
  )
}

function Alone({ onAdd }: { onAdd: () => void }) {
  const { t } = useTexts()
  return (
    <div className={`${classes.empty} ${classes.alone}`}>
      <IconUsersPlus size={32} stroke={1.4} aria-hidden />
      <h2 className={classes.emptyTitle}>{t('users.alone.title')}</h2>
      <p className={classes.emptyText}>{t('users.alone.text')}</p>
      <Button variant="default" onClick={onAdd}>
        {t('users.alone.add')}
      </Button>
    </div>
  )
}
