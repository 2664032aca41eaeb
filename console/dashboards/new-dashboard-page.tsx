// Adding a dashboard.
import { IconArrowLeft } from '@tabler/icons-react'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import formClasses from '../app/form.module.css'
import { PageHeading } from '../app/page-heading.tsx'
import { useStatus } from '../app/status.tsx'
import { useTexts } from '../texts/texts.ts'
import { DashboardForm } from './dashboard-form.tsx'
import { addDashboard, refreshDashboards } from './dashboards.ts'
import { emptyDraft } from './draft.ts'

export function NewDashboardPage() {
  const { t } = useTexts()
  const say = useStatus()
  const navigate = useNavigate()
  const { connection = '' } = useSearch({ from: '/signed-in/dashboards/new' })
  const toAll = (): void => void navigate({ to: '/dashboards' })
  return (
    <>
      <ToAllDashboards />
      <PageHeading title={t('dashboards.add')} lead={t('dashboards.add.lead')} />
      <DashboardForm
        from={{ ...emptyDraft, connection }}
        frame={undefined}
        submitLabel={t('dashboards.add')}
        save={async (body) => {
          const { name } = await addDashboard(body)
          say(t('dashboards.added', { name }))
          void refreshDashboards()
        }}
        onDone={toAll}
        onCancel={toAll}
      />
    </>
  )
}

export function ToAllDashboards() {
  const { t } = useTexts()
  return (
    <p>
      <Link to="/dashboards" className={formClasses.back}>
        <IconArrowLeft size={15} stroke={1.8} aria-hidden />
        {t('dashboard.toAll')}
      </Link>
    </p>
  )
}
