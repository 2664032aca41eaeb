// The playlists of the organization.
import { Button } from '@mantine/core'
import { IconArrowLeft, IconPlaylist, IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useRouteContext } from '@tanstack/react-router'
import pageClasses from '../accounts/users-page.module.css'
import tableClasses from '../accounts/users-table.module.css'
import { LoadingRows } from '../accounts/users-table.tsx'
import { isAdmin } from '../accounts/roles.ts'
import formClasses from '../app/form.module.css'
import { LoadFailure } from '../app/load-failure.tsx'
import { PageHeading } from '../app/page-heading.tsx'
import listClasses from '../app/record-list.module.css'
import { RecordRow } from '../app/record-list.tsx'
import { onScreens } from '../dashboards/dashboard-state.tsx'
import { useTexts } from '../texts/texts.ts'
import { playlistsQuery } from './screens.ts'
import { useNames } from './shows-field.tsx'

export function PlaylistsPage() {
  const { t } = useTexts()
  const { me } = useRouteContext({ from: '/signed-in' })
  const navigate = useNavigate()
  const nameOf = useNames()
  const list = useInfiniteQuery(playlistsQuery)
  const all = list.data?.pages.flatMap((page) => page.items)
  const mayAdd = isAdmin(me.account)
  const add = (): void => void navigate({ to: '/playlists/$id', params: { id: 'new' } })
  return (
    <>
      <p>
        <Link to="/screens" className={formClasses.back}>
          <IconArrowLeft size={15} stroke={1.8} aria-hidden />
          {t('screen.toAll')}
        </Link>
      </p>
      <PageHeading title={t('playlists.title')} lead={t('playlists.lead')}>
        {mayAdd && (list.isError || (all?.length ?? 0) > 0) && (
          <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={add}>
            {t('playlists.add')}
          </Button>
        )}
      </PageHeading>
      <div className={tableClasses.frame} aria-busy={list.isFetching}>
        {all === undefined && list.error === null && <LoadingRows />}
        {all === undefined && list.error !== null && (
          <LoadFailure error={list.error} onRetry={() => void list.refetch()} />
        )}
        {all !== undefined && all.length > 0 && (
          <ul className={listClasses.list} aria-label={t('playlists.title')}>
            {all.map(({ id, name, items, screens }) => (
              <li key={id} className={listClasses.row}>
                <RecordRow
                  what={
                    mayAdd ? (
                      <Link to="/playlists/$id" params={{ id }} className={tableClasses.open}>
                        {name}
                      </Link>
                    ) : (
                      name
                    )
                  }
                  when={onScreens(screens, t)}
                  more={
                    items.length === 0
                      ? t('playlist.empty')
                      : items.map(({ dashboard }) => nameOf(dashboard) ?? '…').join(', ')
                  }
                />
              </li>
            ))}
          </ul>
        )}
        {all?.length === 0 && (
          <div className={pageClasses.empty}>
            <IconPlaylist size={32} stroke={1.4} aria-hidden />
            <h2 className={pageClasses.emptyTitle}>{t('playlists.none.title')}</h2>
            <p className={pageClasses.emptyText}>{t('playlists.none.text')}</p>
            {mayAdd && (
              <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={add}>
                {t('playlists.add')}
              </Button>
            )}
          </div>
        )}
      </div>
      {list.hasNextPage && (
        <div className={pageClasses.more}>
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
