// The logins to other services that the organization keeps: found, added, opened, by its admins.
import { Button, TextInput } from '@mantine/core'
import { IconPlugConnected, IconPlus, IconSearch, IconZoomExclamation } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useRouteContext, useSearch } from '@tanstack/react-router'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import classes from '../accounts/users-page.module.css'
import tableClasses from '../accounts/users-table.module.css'
import { isAdmin } from '../accounts/roles.ts'
import { LoadingRows } from '../accounts/users-table.tsx'
import { LoadFailure } from '../app/load-failure.tsx'
import { PageHeading } from '../app/page-heading.tsx'
import { useTexts } from '../texts/texts.ts'
import { ConnectionsTable } from './connections-table.tsx'
import { connectionsQuery, type Connection } from './connections.ts'
import { useServices } from './services.ts'

const longestSearchCharacters = 100

/** So many are seen at a glance. */
const fewConnections = 6

export function ConnectionsPage() {
  const { t } = useTexts()
  const { me } = useRouteContext({ from: '/signed-in' })
  const navigate = useNavigate()
  const { search: applied = '' } = useSearch({ from: '/signed-in/connections' })
  const services = useServices()
  const mayAdd = isAdmin(me.account)
  const list = useInfiniteQuery(connectionsQuery)
  const searchRef = useRef<HTMLInputElement>(null)
  const [search, setSearch] = useState(applied)
  const all = list.data?.pages.flatMap((page) => page.items)
  const wanted = search.trim().toLowerCase()
  const shown = all?.filter((connection) =>
    wordsOf(connection, services.of(connection.service).name).includes(wanted),
  )

  // The server does not search in them: what is looked for may stand on any page, so all are read.
  const loadMore = useEffectEvent(() => void list.fetchNextPage())
  const isMoreWanted = wanted !== '' && list.hasNextPage && !list.isFetching && !list.isError
  useEffect(() => {
    if (isMoreWanted) loadMore()
  }, [isMoreWanted])

  const apply = (text: string): void => {
    setSearch(text)
    // The search is part of the address: reloading and coming back keep it.
    void navigate({ to: '/connections', search: text.trim() === '' ? {} : { search: text }, replace: true })
  }
  const add = (): void => void navigate({ to: '/connections/new' })

  return (
    <>
      <PageHeading
        title={t('connections.title')}
        lead={t(mayAdd ? 'connections.lead' : 'connections.granted.lead', {
          organization: me.organization.name,
        })}
      >
        {/* Not before it is known that the list itself does not offer it. */}
        {mayAdd && (list.isError || (all?.length ?? 0) > 0) && (
          <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={add}>
            {t('connections.add')}
          </Button>
        )}
      </PageHeading>
      {all !== undefined && (all.length > fewConnections || search !== '') && (
        <div className={classes.toolbar}>
          <TextInput
            ref={searchRef}
            type="search"
            className={classes.search}
            aria-label={t('connections.search')}
            placeholder={t('connections.search')}
            leftSection={<IconSearch size={17} stroke={1.8} aria-hidden />}
            maxLength={longestSearchCharacters}
            value={search}
            onChange={(event) => apply(event.currentTarget.value)}
          />
          <span role="status" className={classes.count}>
            {shown !== undefined &&
              t(list.hasNextPage ? 'connections.countSoFar' : 'connections.count', { count: shown.length })}
          </span>
        </div>
      )}
      <div className={tableClasses.frame} aria-busy={list.isFetching}>
        {all === undefined && list.error === null && <LoadingRows />}
        {all === undefined && list.error !== null && (
          <LoadFailure error={list.error} onRetry={() => void list.refetch()} />
        )}
        {shown !== undefined && shown.length > 0 && <ConnectionsTable connections={shown} />}
        {all?.length === 0 && <None onAdd={mayAdd ? add : undefined} />}
        {all !== undefined && all.length > 0 && shown?.length === 0 && !isMoreWanted && (
          <Nothing
            search={search}
            onClear={() => {
              apply('')
              searchRef.current?.focus()
            }}
          />
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
            {t('list.more')}
          </Button>
        </div>
      )}
    </>
  )
}

/** What a connection is found by. */
function wordsOf({ name, url, username }: Connection, service: string): string {
  return [name, service, url, username].join('\n').toLowerCase()
}

function None({ onAdd }: { onAdd: (() => void) | undefined }) {
  const { t } = useTexts()
  return (
    <div className={classes.empty}>
      <IconPlugConnected size={32} stroke={1.4} aria-hidden />
      <h2 className={classes.emptyTitle}>{t('connections.none.title')}</h2>
      <p className={classes.emptyText}>
        {t(onAdd === undefined ? 'connections.none.granted' : 'connections.none.text')}
      </p>
      {onAdd !== undefined && (
        <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={onAdd}>
          {t('connections.none.add')}
        </Button>
      )}
    </div>
  )
}

function Nothing({ search, onClear }: { search: string; onClear: () => void }) {
  const { t } = useTexts()
  return (
    <div className={classes.empty}>
      <IconZoomExclamation size={32} stroke={1.4} aria-hidden />
      <h2 className={classes.emptyTitle}>{t('connections.nothing.title', { search })}</h2>
      <p className={classes.emptyText}>{t('connections.nothing.text')}</p>
      <Button variant="default" onClick={onClear}>
        {t('connections.nothing.clear')}
      </Button>
    </div>
  )
}
