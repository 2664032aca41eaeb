// Adding a connection, from the choice of the service to the secret, on one page that nobody needs help with.
import { Button } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import pageClasses from '../accounts/profile-page.module.css'
import { useAttempt } from '../app/attempt.ts'
import { Card } from '../app/card.tsx'
import { client } from '../app/client.ts'
import { FailureNotice } from '../app/failure-notice.tsx'
import { focusFirstMistake } from '../app/first-mistake.ts'
import formClasses from '../app/form.module.css'
import { GuideLink } from '../app/guide-link.tsx'
import { Notice } from '../app/notice.tsx'
import { PageHeading } from '../app/page-heading.tsx'
import { PasswordField } from '../app/password-field.tsx'
import { useStatus } from '../app/status.tsx'
import { SecretBox } from '../secrets/secret-box.tsx'
import { useSecretIntake } from '../secrets/secret-intake.ts'
import { useFreshly } from '../sessions/step-up.tsx'
import { useTexts } from '../texts/texts.ts'
import { completeAddress } from './address.ts'
import { ConnectionFields, isUsable, originsOf, type ConnectionDraft } from './connection-fields.tsx'
import { connectionQuery, refreshConnections } from './connections.ts'
import { queryClient } from '../app/query-client.ts'
import { ServiceChoice } from './service-choice.tsx'
import { useServices, type Service } from './services.ts'

export function NewConnectionPage() {
  const { t } = useTexts()
  const services = useServices()
  const [chosen, setChosen] = useState<string>()
  return (
    <>
      <p>
        <Link to="/connections" className={formClasses.back}>
          <IconArrowLeft size={15} stroke={1.8} aria-hidden />
          {t('connection.toAll')}
        </Link>
      </p>
      <PageHeading title={t('connections.add')} lead={t('connections.add.lead')} />
      <div className={pageClasses.cards}>
        <Card title={`1. ${t('connections.add.service')}`}>
          <div style={{ marginTop: '1rem' }}>
            <ServiceChoice chosen={chosen} onChoose={setChosen} />
          </div>
        </Card>
        {chosen !== undefined && <Rest service={services.of(chosen)} />}
      </div>
    </>
  )
}

function Rest({ service }: { service: Service }) {
  const { t } = useTexts()
  const say = useStatus()
  const navigate = useNavigate()
  const attempt = useAttempt()
  const freshly = useFreshly()
  const intake = useSecretIntake()
  const form = useRef<HTMLFormElement>(null)
  const [typed, setTyped] = useState<Partial<ConnectionDraft>>({})
  const [password, setPassword] = useState('')
  const [isChecked, setChecked] = useState(false)
  const draft: ConnectionDraft = {
    service: service.id,
    // What a person typed stays when another service is chosen; what was filled in goes with it.
    name: typed.name ?? (service.id === 'any' ? '' : service.name),
    url: typed.url ?? service.address ?? '',
    username: typed.username ?? '',
    origins: typed.origins ?? '',
  }

  const add = async (): Promise<void> => {
    setChecked(true)
    if (!isUsable(draft) || password === '' || intake.state === 'unfinished') {
      return focusFirstMistake(form.current)
    }
    await attempt.run(async () => {
      const { name, username } = draft
      const body = {
        service: service.id,
        name,
        url: completeAddress(draft.url),
        signInOrigins: originsOf(draft),
        username,
        password,
        ...(intake.state === 'found' ? { secret: intake.given } : {}),
      }
      const added = await freshly(() => client.call('POST /api/v1/connections', { body }))
      queryClient.setQueryData(connectionQuery(added.id).queryKey, added)
      await navigate({ to: '/connections/$id', params: { id: added.id }, replace: true })
      say(t('connections.added', { name: added.name }))
      void refreshConnections()
    })
  }

  return (
    <form
      ref={form}
      method="post"
      noValidate
      autoComplete="off"
      className={pageClasses.cards}
      onSubmit={(event) => {
        event.preventDefault()
        if (!attempt.isBusy && attempt.waitSeconds === 0) void add()
      }}
    >
      <Card
        title={`2. ${t('connections.add.login')}`}
        lead={
          <>
            {t('connections.add.login.lead')} <GuideLink guide={service.guide} />
          </>
        }
      >
        <div className={formClasses.form} style={{ marginTop: '1rem' }}>
          <ConnectionFields
            draft={draft}
            service={service}
            onChange={(change) => setTyped({ ...typed, ...change })}
            isChecked={isChecked}
          >
            <PasswordField
              label={t('connection.password')}
              description={t('connection.password.description')}
              autoComplete="new-password"
              maxLength={1024}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              error={isChecked && password === '' && t('field.password.missing')}
            />
          </ConnectionFields>
        </div>
      </Card>
      <Card title={`3. ${t('connections.add.secret')}`} lead={t('connections.add.secret.lead')}>
        <div className={formClasses.form} style={{ marginTop: '1rem' }}>
          <SecretBox intake={intake} isChecked={isChecked} />
          <OtherPerson username={draft.username} account={intake.found?.account} />
        </div>
      </Card>
      <div>
        <FailureNotice attempt={attempt} />
        {intake.state === 'empty' && <p className={formClasses.lead}>{t('connections.add.withoutSecret')}</p>}
        <div className={formClasses.actions}>
          <Button variant="default" onClick={() => void navigate({ to: '/connections' })}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={attempt.isBusy} disabled={attempt.waitSeconds > 0}>
            {t('connections.add')}
          </Button>
        </div>
      </div>
    </form>
  )
}

/** Two logins are mixed up easily while both pages are open; a key of somebody else's makes no code that is taken. */
function OtherPerson({ username, account }: { username: string; account: string | undefined }) {
  const { t } = useTexts()
  const name = username.trim().toLowerCase()
  if (account === undefined || !account.includes('@') || !name.includes('@')) return null
  return account.toLowerCase().includes(name) ? null : (
    <Notice tone="warn">{t('connections.add.otherPerson', { account, username: username.trim() })}</Notice>
  )
}
