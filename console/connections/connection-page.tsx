// One connection: its login, its codes, how it signs in, and what can be done about each.
import { Button, Skeleton } from '@mantine/core'
import '@mantine/core/styles/Skeleton.css'
import { IconArrowLeft } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import pageClasses from '../accounts/profile-page.module.css'
import { isForPerson } from '../attempts/for-person.ts'
import { SignInCard } from '../attempts/sign-in-card.tsx'
import { Card } from '../app/card.tsx'
import formClasses from '../app/form.module.css'
import { LoadFailure } from '../app/load-failure.tsx'
import { formatMoment } from '../app/moments.ts'
import { PageHeading } from '../app/page-heading.tsx'
import { GrantsCard } from '../grants/grants-card.tsx'
import { useTexts } from '../texts/texts.ts'
import { CodeCard } from './code-card.tsx'
import { ConnectionDialogs, type ConnectionAction } from './connection-dialogs.tsx'
import { connectionQuery, type Connection } from './connections.ts'
import { useServices } from './services.ts'

export function ConnectionPage() {
  const { t } = useTexts()
  const { id } = useParams({ from: '/signed-in/connections/$id' })
  const { data: connection, error, refetch } = useQuery(connectionQuery(id))
  return (
    <>
      <p>
        <Link to="/connections" className={formClasses.back}>
          <IconArrowLeft size={15} stroke={1.8} aria-hidden />
          {t('connection.toAll')}
        </Link>
      </p>
      {connection === undefined && error === null && <Skeleton height={180} />}
      {connection === undefined && error !== null && (
        <LoadFailure error={error} onRetry={() => void refetch()} />
      )}
      {connection !== undefined && <Loaded connection={connection} key={connection.id} />}
    </>
  )
}

function Loaded({ connection }: { connection: Connection }) {
  const { t } = useTexts()
  const navigate = useNavigate()
  const services = useServices()
  const mayManage = connection.may === 'manage'
  const [opened, setOpened] = useState<ConnectionAction>()
  return (
    <>
      <PageHeading
        title={connection.name}
        guides={[
          services.of(connection.service).guide,
          ...(connection.hasSecret ? (['browser-extension'] as const) : []),
          ...(connection.cause === undefined ? [] : (['when-a-sign-in-fails'] as const)),
          ...(isForPerson(connection.cause) ? (['sign-in-needs-you'] as const) : []),
        ]}
      />
      <div className={pageClasses.cards}>
        <SignInCard connection={connection} />
        <CodeCard connection={connection} onAction={setOpened} />
        <LoginCard connection={connection} onAction={setOpened} />
        {mayManage && <GrantsCard connectionId={connection.id} />}
        {mayManage && (
          <Card title={t('connection.delete')} lead={t('connection.delete.lead')}>
            <div className={`${formClasses.actions} ${formClasses.start}`}>
              <Button variant="default" c="var(--mantine-color-error)" onClick={() => setOpened('delete')}>
                {t('connection.delete')}
              </Button>
            </div>
          </Card>
        )}
      </div>
      {opened !== undefined && (
        <ConnectionDialogs
          action={opened}
          connection={connection}
          onClose={() => setOpened(undefined)}
          onDeleted={() => navigate({ to: '/connections', replace: true })}
        />
      )}
    </>
  )
}

function LoginCard(props: { connection: Connection; onAction: (action: ConnectionAction) => void }) {
  const { t, language } = useTexts()
  const services = useServices()
  const { connection, onAction } = props
  const { url, hasPassword, signInOrigins } = connection
  const facts = [
    { term: t('connection.service'), value: services.of(connection.service).name },
    {
      term: t('connection.address'),
      // The address is what an admin typed: it opens nothing of ours, and learns nothing of where it was opened.
      value: (
        <a href={url} target="_blank" rel="noopener noreferrer">
          {url}
        </a>
      ),
    },
    ...(signInOrigins.length === 0
      ? []
      : [{ term: t('connection.origins'), value: signInOrigins.join(', ') }]),
    { term: t('connection.username'), value: connection.username },
    {
      term: t('connection.password'),
      value: t(hasPassword ? 'connection.password.kept' : 'connection.password.none'),
    },
    { term: t('connection.added'), value: formatMoment(connection.createdAt, language) },
  ]
  return (
    <Card title={t('connection.login')}>
      <dl className={pageClasses.facts}>
        {facts.map(({ term, value }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {connection.may === 'manage' && (
        <div className={`${formClasses.actions} ${formClasses.start}`}>
          <Button variant="default" onClick={() => onAction('edit')}>
            {t('connection.edit')}
          </Button>
          <Button variant="default" onClick={() => onAction('replacePassword')}>
            {t(hasPassword ? 'connection.replacePassword' : 'connection.addPassword')}
          </Button>
          {hasPassword && (
            <Button variant="default" onClick={() => onAction('removePassword')}>
              {t('connection.removePassword')}
            </Button>
          )}
        </div>
      )}
    </Card>
  )
}
