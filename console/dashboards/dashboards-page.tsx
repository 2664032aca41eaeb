// The dashboards of the organization: what each shows now, how old that is, and what is wrong.
import { Button, Skeleton } from '@mantine/core'
import '@mantine/core/styles/Skeleton.css'
import { IconLayoutDashboard, IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useRouteContext } from '@tanstack/react-router'
import pageClasses from '../accounts/users-page.module.css'
import { isAdmin } from '../accounts/roles.ts'
import { LoadFailure } from '../app/load-failure.tsx'
import { PageHeading } from '../app/page-heading.tsx'
import { hostOf } from '../connections/address.ts'
import { useTexts } from '../texts/texts.ts'
import { connectionNamesQuery } from './connection-names.ts'
import { DashboardAge, DashboardState, onScreens, troubleOf } from './dashboard-state.tsx'
import classes from './dashboards.module.css'
import { dashboardsQuery, frameAddress, type Dashboard } from './dashboards.ts'
import { Thumbnail } from './thumbnail.tsx'

export function DashboardsPage() {
  const { t } = useTexts()
  const { me } = useRouteContext({ from: '/signed-in' })
  const navigate = useNavigate()
  const mayAdd = isAdmin(me.account)
  const list = useInfiniteQuery(dashboardsQuery)
  const all = list.data?.pages.flatMap((page) => page.items)
  const add = (): void => void navigate({ to: '/dashboards/new' })
  return (
    <>
      <PageHeading title={t('dashboards.title')} lead={t('dashboards.lead')}>
        {mayAdd && (list.isError || (all?.length ?? 0) > 0) && (
          <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={add}>
            {t('dashboards.add')}
          </Button>
        )}
      </PageHeading>
      {all === undefined && list.error === null && <LoadingTiles />}
      {all === undefined && list.error !== null && (
        <div className={classes.frame}>
          <LoadFailure error={list.error} onRetry={() => void list.refetch()} />
        </div>
      )}
      {all !== undefined && all.length > 0 && (
        <ul className={classes.grid} aria-label={t('dashboards.title')}>
          {all.map((dashboard) => (
            <Tile key={dashboard.id} dashboard={dashboard} />
          ))}
        </ul>
      )}
      {all?.length === 0 && (
        <div className={classes.frame}>
          <div className={pageClasses.empty}>
            <IconLayoutDashboard size={32} stroke={1.4} aria-hidden />
            <h2 className={pageClasses.emptyTitle}>{t('dashboards.none.title')}</h2>
            <p className={pageClasses.emptyText}>
              {t(mayAdd ? 'dashboards.none.text' : 'dashboards.none.granted')}
            </p>
            {mayAdd && (
              <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={add}>
                {t('dashboards.none.add')}
              </Button>
            )}
          </div>
        </div>
      )}
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

export function LoadingTiles() {
  const { t } = useTexts()
  return (
    <div className={classes.loading} role="status" aria-label={t('loading')}>
      {[0, 1, 2].map((tile) => (
        <Skeleton key={tile} height={250} radius="0.875rem" />
      ))}
    </div>
  )
}

function Tile({ dashboard }: { dashboard: Dashboard }) {
  const { t } = useTexts()
  const { data: connections } = useQuery(connectionNamesQuery)
  const { id, name, url, connection, frame, state, screens } = dashboard
  const trouble = troubleOf(dashboard)
  const through =
    connection === undefined
      ? t('dashboard.publicPage')
      : connections?.find(({ id: other }) => other === connection)?.name
  return (
    <li className={classes.tile}>
      <Thumbnail
        address={frame && frameAddress(id, frame.number, 480)}
        tone={state === 'stale' ? 'bad' : state === 'old' ? 'warn' : undefined}
      />
      <div className={classes.words}>
        <h2 className={classes.name}>
          <Link to="/dashboards/$id" params={{ id }}>
            {name}
          </Link>
        </h2>
        <div className={classes.line}>
          <DashboardState dashboard={dashboard} />
          <DashboardAge dashboard={dashboard} />
        </div>
        <p className={classes.small}>{[through, hostOf(url)].filter(Boolean).join(', ')}</p>
        <p className={classes.small}>{onScreens(screens, t)}</p>
        {trouble !== undefined && (
          <p className={classes.trouble}>
            {t(`trouble.${trouble}`)} {t(`trouble.${trouble}.toDo`)}
          </p>
        )}
      </div>
    </li>
  )
}
