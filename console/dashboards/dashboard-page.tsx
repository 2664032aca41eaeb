// One dashboard: how it is, and, for admins, how its picture is made.
import { Button, Skeleton } from '@mantine/core'
import '@mantine/core/styles/Skeleton.css'
import { IconPlayerPause, IconPlayerPlay, IconRefresh, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useRouteContext } from '@tanstack/react-router'
import { useState } from 'react'
import { isAdmin } from '../accounts/roles.ts'
import { useAttempt } from '../app/attempt.ts'
import { ConfirmDialog } from '../app/confirm-dialog.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import { LoadFailure } from '../app/load-failure.tsx'
import { PageHeading } from '../app/page-heading.tsx'
import { useStatus } from '../app/status.tsx'
import { useTexts } from '../texts/texts.ts'
import { DashboardForm } from './dashboard-form.tsx'
import { DashboardAge, DashboardState, DashboardTrouble, onScreens } from './dashboard-state.tsx'
import classes from './dashboards.module.css'
import {
  changeDashboard,
  dashboardQuery,
  deleteDashboard,
  frameAddress,
  makePicture,
  refreshDashboards,
  type Dashboard,
} from './dashboards.ts'
import { draftOf } from './draft.ts'
import { ToAllDashboards } from './new-dashboard-page.tsx'

export function DashboardPage() {
  const { id } = useParams({ from: '/signed-in/dashboards/$id' })
  const { data: dashboard, error, refetch } = useQuery(dashboardQuery(id))
  return (
    <>
      <ToAllDashboards />
      {dashboard === undefined && error === null && <Skeleton height={240} />}
      {dashboard === undefined && error !== null && (
        <LoadFailure error={error} onRetry={() => void refetch()} />
      )}
      {dashboard !== undefined && <Loaded dashboard={dashboard} key={dashboard.id} />}
    </>
  )
}

function Loaded({ dashboard }: { dashboard: Dashboard }) {
  const { t } = useTexts()
  const say = useStatus()
  const navigate = useNavigate()
  const { me } = useRouteContext({ from: '/signed-in' })
  // What is being edited is not changed by what the server says meanwhile.
  const [from] = useState(() => draftOf(dashboard))
  const { id, frame } = dashboard
  const shown = frame && { ...frame, address: frameAddress(id, frame.number) }
  const toAll = (): void => void navigate({ to: '/dashboards' })
  return (
    <>
      <PageHeading
        title={dashboard.name}
        lead={
          <a href={dashboard.url} target="_blank" rel="noopener noreferrer">
            {dashboard.url}
          </a>
        }
      >
        <Actions
          dashboard={dashboard}
          mayManage={isAdmin(me.account)}
          onDeleted={() => navigate({ to: '/dashboards', replace: true })}
        />
      </PageHeading>
      {isAdmin(me.account) ? (
        <DashboardForm
          dashboardId={id}
          from={from}
          frame={shown}
          submitLabel={t('action.save')}
          save={async (body) => {
            await changeDashboard(id, body)
            say(t('dashboard.saved', { name: body.name }))
          }}
          onDone={toAll}
          onCancel={toAll}
        >
          <How dashboard={dashboard} />
        </DashboardForm>
      ) : (
        <div className={classes.fields}>
          <How dashboard={dashboard} />
          {shown !== undefined && (
            <div className={classes.picture}>
              <img
                src={shown.address}
                alt={t('preview.picture')}
                width={shown.width}
                height={shown.height}
                style={{ width: 'auto', height: 'auto' }}
              />
            </div>
          )}
        </div>
      )}
    </>
  )
}

function How({ dashboard }: { dashboard: Dashboard }) {
  const { t } = useTexts()
  return (
    <div className={classes.group}>
      <div className={classes.line}>
        <DashboardState dashboard={dashboard} />
        <DashboardAge dashboard={dashboard} />
        <span className={classes.small}>{onScreens(dashboard.screens, t)}</span>
      </div>
      <DashboardTrouble dashboard={dashboard} />
    </div>
  )
}

function Actions(props: { dashboard: Dashboard; mayManage: boolean; onDeleted: () => Promise<void> }) {
  const { t } = useTexts()
  const say = useStatus()
  const attempt = useAttempt()
  const [isDeleting, setDeleting] = useState(false)
  const { id, name, isPaused } = props.dashboard
  return (
    <div className={classes.group}>
      <div className={classes.line}>
        {!isPaused && (
          <Button
            variant="default"
            size="sm"
            leftSection={<IconRefresh size={16} aria-hidden />}
            loading={attempt.isBusy}
            onClick={() =>
              void attempt.run(async () => {
                await makePicture(id)
                say(t('dashboard.asked'))
              })
            }
          >
            {t('dashboard.makePicture')}
          </Button>
        )}
        {props.mayManage && (
          <>
            <Button
              variant="default"
              size="sm"
              leftSection={
                isPaused ? (
                  <IconPlayerPlay size={16} aria-hidden />
                ) : (
                  <IconPlayerPause size={16} aria-hidden />
                )
              }
              loading={attempt.isBusy}
              onClick={() => void attempt.run(() => changeDashboard(id, { isPaused: !isPaused }))}
            >
              {t(isPaused ? 'dashboard.goOn' : 'dashboard.pause')}
            </Button>
            <Button
              variant="default"
              size="sm"
              c="var(--mantine-color-error)"
              leftSection={<IconTrash size={16} aria-hidden />}
              onClick={() => setDeleting(true)}
            >
              {t('dashboard.delete')}
            </Button>
          </>
        )}
      </div>
      <FailureNotice attempt={attempt} />
      {isDeleting && (
        <ConfirmDialog
          title={t('dashboard.delete.title', { name })}
          text={t('dashboard.delete.text')}
          confirmLabel={t('dashboard.delete')}
          tone="danger"
          onClose={() => setDeleting(false)}
          closesItself={false}
          confirm={async () => {
            await deleteDashboard(id)
            // First away from the page that would ask for what is gone.
            await props.onDeleted()
            await refreshDashboards()
            say(t('dashboard.deleted', { name }))
          }}
        />
      )}
    </div>
  )
}
