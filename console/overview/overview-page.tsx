// The wall at a glance: how many are well, the screens with the worst first, the connections, and what happened.
import { Button, Skeleton } from '@mantine/core'
import '@mantine/core/styles/Skeleton.css'
import { IconDeviceTv, IconLayoutDashboard } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useRouteContext } from '@tanstack/react-router'
import pageClasses from '../accounts/users-page.module.css'
import { isAdmin } from '../accounts/roles.ts'
import { Age } from '../app/age.tsx'
import { LoadFailure } from '../app/load-failure.tsx'
import { Notice } from '../app/notice.tsx'
import { PageHeading } from '../app/page-heading.tsx'
import { ConnectionState } from '../connections/connection-state.tsx'
import tileClasses from '../dashboards/dashboards.module.css'
import { Thumbnail } from '../dashboards/thumbnail.tsx'
import { ScreenState, screenTones } from '../screens/screen-state.tsx'
import { useTexts } from '../texts/texts.ts'
import { ActivityList } from './activity-list.tsx'
import { Counts } from './counts.tsx'
import classes from './overview.module.css'
import { overviewQuery, useFollowedOverview, type Overview } from './overview.ts'
import { Until } from './until.tsx'

export function OverviewPage() {
  const { t } = useTexts()
  const isBroken = useFollowedOverview()
  const { data: overview, error, refetch } = useQuery(overviewQuery)
  return (
    <>
      <PageHeading title={t('overview.title')} lead={t('overview.lead')} />
      {isBroken && overview !== undefined && <Notice tone="warn">{t('attempt.lost')}</Notice>}
      {overview === undefined && error === null && (
        <div role="status" aria-label={t('loading')} className={classes.parts}>
          <Skeleton height={96} radius="0.875rem" />
          <Skeleton height={260} radius="0.875rem" />
        </div>
      )}
      {overview === undefined && error !== null && (
        <LoadFailure error={error} onRetry={() => void refetch()} />
      )}
      {overview !== undefined && (
        <div className={classes.parts}>
          <Counts overview={overview} />
          <Screens screens={overview.worstScreens} />
          <div className={classes.beside}>
            <Connections connections={overview.worstConnections} />
            <section aria-label={t('overview.activity')} className={classes.part}>
              <h2 className={classes.title}>{t('overview.activity')}</h2>
              <ActivityList activity={overview.activity} />
            </section>
          </div>
        </div>
      )}
    </>
  )
}

function Screens({ screens }: { screens: Overview['worstScreens'] }) {
  const { t } = useTexts()
  return (
    <section aria-label={t('screens.title')} className={classes.part}>
      <h2 className={classes.title}>{t('screens.title')}</h2>
      {screens.length === 0 ? (
        <NoScreens />
      ) : (
        <ul className={classes.screens} aria-label={t('screens.title')}>
          {screens.map((screen) => (
            <ScreenTile key={screen.id} screen={screen} />
          ))}
        </ul>
      )}
    </section>
  )
}

function ScreenTile({ screen }: { screen: Overview['worstScreens'][number] }) {
  const { t } = useTexts()
  const { id, name, state, showing, dashboard, takenAt, frameNumber, lastSeenAt, hasMessage } = screen
  const tone = screenTones[state]
  const address =
    dashboard === undefined || frameNumber === undefined
      ? undefined
      : `/api/v1/screens/${id}/picture?of=${dashboard}.${frameNumber}`
  return (
    <li className={tileClasses.tile}>
      <Thumbnail address={address} tone={tone === 'warn' || tone === 'bad' ? tone : undefined} />
      <div className={tileClasses.words}>
        <h3 className={tileClasses.name}>
          <Link to="/screens/$id" params={{ id }}>
            {name}
          </Link>
        </h3>
        <div className={tileClasses.line}>
          <ScreenState state={state} />
          {takenAt !== undefined && (
            <span className={tileClasses.small}>
              {t('screen.pictureOf')} <Age at={takenAt} />
            </span>
          )}
        </div>
        <p className={tileClasses.small}>
          {hasMessage ? t('screen.hasMessage') : (showing ?? t('screen.shows.nothing'))}
        </p>
        {state === 'offline' && (
          <p className={tileClasses.small}>
            {lastSeenAt === undefined ? (
              t('screen.neverSeen')
            ) : (
              <>
                {t('screen.lastSeen')} <Age at={lastSeenAt} />
              </>
            )}
          </p>
        )}
      </div>
    </li>
  )
}

function NoScreens() {
  const { t } = useTexts()
  const { me } = useRouteContext({ from: '/signed-in' })
  const navigate = useNavigate()
  return (
    <div className={tileClasses.frame}>
      <div className={pageClasses.empty}>
        <IconDeviceTv size={32} stroke={1.4} aria-hidden />
        <h3 className={pageClasses.emptyTitle}>{t('screens.none.title')}</h3>
        <p className={pageClasses.emptyText}>
          {t('screens.none.text', { address: `${window.location.origin}/screen` })}
        </p>
        {isAdmin(me.account) && (
          <Button
            leftSection={<IconLayoutDashboard size={17} aria-hidden />}
            onClick={() => void navigate({ to: '/screens' })}
          >
            {t('overview.toScreens')}
          </Button>
        )}
      </div>
    </div>
  )
}

function Connections({ connections }: { connections: Overview['worstConnections'] }) {
  const { t } = useTexts()
  return (
    <section aria-label={t('connections.title')} className={classes.part}>
      <h2 className={classes.title}>{t('connections.title')}</h2>
      <div className={tileClasses.frame}>
        {connections.length === 0 ? (
          <p className={classes.none}>{t('connections.none.title')}</p>
        ) : (
          <ul className={classes.list} aria-label={t('connections.title')}>
            {connections.map((connection) => (
              <li key={connection.id} className={classes.row}>
                <div className={tileClasses.line}>
                  <span className={classes.rowName}>
                    <Link to="/connections/$id" params={{ id: connection.id }}>
                      {connection.name}
                    </Link>
                  </span>
                  <ConnectionState connection={connection} />
                </div>
                <p className={tileClasses.small}>
                  <Next connection={connection} />
                </p>
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  )
}

/** What is wrong with it, or when it signs in the next time. */
function Next({ connection }: { connection: Overview['worstConnections'][number] }) {
  const { t } = useTexts()
  const { state, cause, nextTryAt, nextVisitAt, dashboards } = connection
  if (state === 'needs_attention') {
    return (
      <>
        {cause !== undefined && t(`cause.${cause}`)}{' '}
        {nextTryAt !== undefined && (
          <>
            {t('overview.nextTry')} <Until at={nextTryAt} />
          </>
        )}
      </>
    )
  }
  return (
    <>
      {t('overview.dashboards', { count: dashboards })}
      {state === 'signed_in' && nextVisitAt !== undefined && (
        <>
          , {t('overview.nextVisit')} <Until at={nextVisitAt} />
        </>
      )}
    </>
  )
}
