// One user, for whoever may help: state, second factor, sessions, and what can be done about each.
import { Button, Skeleton } from '@mantine/core'
import '@mantine/core/styles/Skeleton.css'
import { IconArrowLeft } from '@tabler/icons-react'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { Link, useParams, useRouteContext } from '@tanstack/react-router'
import { useState } from 'react'
import type { Answer } from '../../contract/client.ts'
import profileClasses from '../accounts/profile-page.module.css'
import { isAdmin } from '../accounts/roles.ts'
import { AccountState, SecondFactorState } from '../accounts/user-states.tsx'
import { changeUser, nameOf, refreshUsers } from '../accounts/users.ts'
import { useAttempt } from '../app/attempt.ts'
import { Card } from '../app/card.tsx'
import { client } from '../app/client.ts'
import { ConfirmDialog } from '../app/confirm-dialog.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import formClasses from '../app/form.module.css'
import { LoadFailure } from '../app/load-failure.tsx'
import { formatMoment } from '../app/moments.ts'
import { Notice } from '../app/notice.tsx'
import { PageHeading } from '../app/page-heading.tsx'
import { useStatus } from '../app/status.tsx'
import { useFreshly } from '../sessions/step-up.tsx'
import { TrustedDeviceList } from '../sessions/trusted-device-list.tsx'
import { tellRequirement } from '../policies/requirement-sentence.ts'
import { useTexts } from '../texts/texts.ts'
import { AuthenticatorWords } from '../totp/authenticator-words.tsx'
import factorClasses from '../totp/two-factor-card.module.css'
import { BypassDialog, ExemptionDialog, ResetDialog, TicketDialog } from './help-dialogs.tsx'

type UserInDetail = Answer<'GET /api/v1/users/{id}'>

export function userQuery(id: string) {
  return queryOptions({
    // Below "users", so that whatever changes a user refreshes this too.
    queryKey: ['users', 'one', id],
    queryFn: () => client.call('GET /api/v1/users/{id}', { params: { id } }),
  })
}

export function UserPage() {
  const { t } = useTexts()
  const { id } = useParams({ from: '/signed-in/users/$id' })
  const { data: user, error, refetch } = useQuery(userQuery(id))
  return (
    <>
      <p>
        <Link to="/users" className={formClasses.back}>
          <IconArrowLeft size={15} stroke={1.8} aria-hidden />
          {t('user.toUsers')}
        </Link>
      </p>
      {user === undefined && error === null && <Skeleton height={180} />}
      {user === undefined && error !== null && <LoadFailure error={error} onRetry={() => void refetch()} />}
      {user !== undefined && <Loaded user={user} />}
    </>
  )
}

function Loaded({ user }: { user: UserInDetail }) {
  const { t, language } = useTexts()
  const { me } = useRouteContext({ from: '/signed-in' })
  const isYou = me.account.id === user.id
  const mayHelp = !isYou && (isAdmin(me.account) || (user.role === 'agent' && !user.isHelpDesk))
  const facts = [
    { term: t('field.email'), value: user.email },
    { term: t('field.role'), value: user.isHelpDesk ? t('user.helpDesk') : t(`role.${user.role}`) },
    { term: t('users.column.state'), value: <AccountState user={user} /> },
    {
      term: t('users.column.lastSignIn'),
      value: user.lastSignInAt === undefined ? t('users.never') : formatMoment(user.lastSignInAt, language),
    },
  ]
  return (
    <>
      <PageHeading title={nameOf(user)} guides={['lost-phone']} />
      <div className={profileClasses.cards}>
        <Card title={t('profile.account')}>
          <dl className={profileClasses.facts}>
            {facts.map(({ term, value }) => (
              <div key={term}>
                <dt>{term}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          {isAdmin(me.account) && !isYou && user.role === 'agent' && <HelpDeskSwitch user={user} />}
        </Card>
        <SecondFactorCard user={user} mayHelp={mayHelp} mayRule={isAdmin(me.account)} />
        <SessionsOfUser user={user} mayHelp={mayHelp} maySeeHistory={isAdmin(me.account)} />
        {user.trustedDevices.length > 0 && <TrustedDevicesOfUser user={user} mayHelp={mayHelp} />}
      </div>
    </>
  )
}

function HelpDeskSwitch({ user }: { user: UserInDetail }) {
  const { t } = useTexts()
  const say = useStatus()
  const freshly = useFreshly()
  const [isAsked, setAsked] = useState(false)
  const what = user.isHelpDesk ? 'end' : 'make'
  return (
    <div className={formClasses.below}>
      <Button variant="default" onClick={() => setAsked(true)}>
        {t(`user.helpDesk.${what}`)}
      </Button>
      {isAsked && (
        <ConfirmDialog
          title={t(`user.helpDesk.${what}`)}
          text={t(`user.helpDesk.${what}.text`, { name: nameOf(user) })}
          confirmLabel={t(`user.helpDesk.${what}`)}
          onClose={() => setAsked(false)}
          confirm={async () => {
            await freshly(() => changeUser(user, { isHelpDesk: !user.isHelpDesk }))
            say(t('users.edit.done', { name: nameOf(user) }))
          }}
        />
      )}
    </div>
  )
}

function SecondFactorCard(props: { user: UserInDetail; mayHelp: boolean; mayRule: boolean }) {
  const { t, language } = useTexts()
  const say = useStatus()
  const attempt = useAttempt()
  const { user, mayHelp, mayRule } = props
  const { enrolled, requirement } = user.secondFactor
  const [opened, setOpened] = useState<'bypass' | 'reset' | 'ticket' | 'exempt'>()
  const close = (): void => setOpened(undefined)
  const endExemption = () =>
    attempt.run(async () => {
      await client.call('DELETE /api/v1/users/{id}/exemption', { params: { id: user.id } })
      await refreshUsers()
      say(t('help.exempt.ended'))
    })
  return (
    <Card
      title={t('help.title')}
      beside={<SecondFactorState user={user} />}
      lead={tellRequirement(requirement, t, language)}
    >
      <FailureNotice attempt={attempt} />
      {user.authenticators.length === 0 ? (
        <p className={factorClasses.small}>{t('help.none')}</p>
      ) : (
        <ul className={factorClasses.list}>
          {user.authenticators.map((one) => (
            <li key={one.id} className={factorClasses.item}>
              <AuthenticatorWords authenticator={one} />
            </li>
          ))}
        </ul>
      )}
      {enrolled && (
        <p className={factorClasses.small}>{t('help.recoveryCodes', { count: user.recoveryCodesLeft })}</p>
      )}
      {user.bypassCode !== undefined && (
        <div className={factorClasses.requirement}>
          <Notice tone="warn">
            {t('help.bypass.pending', {
              moment: formatMoment(user.bypassCode.expiresAt, language),
              reason: user.bypassCode.reason,
            })}
          </Notice>
        </div>
      )}
      <div className={formClasses.actions} style={{ justifyContent: 'flex-start', marginTop: '1.25rem' }}>
        {mayHelp && enrolled && (
          <>
            <Button variant="default" onClick={() => setOpened('bypass')}>
              {t('help.bypass')}
            </Button>
            <Button variant="default" onClick={() => setOpened('reset')}>
              {t('help.reset')}
            </Button>
          </>
        )}
        {mayHelp && !enrolled && requirement.source !== 'optional' && (
          <Button variant="default" onClick={() => setOpened('ticket')}>
            {t('help.ticket')}
          </Button>
        )}
        {mayRule &&
          (requirement.exemption === undefined ? (
            requirement.source !== 'optional' && (
              <Button variant="default" onClick={() => setOpened('exempt')}>
                {t('help.exempt')}
              </Button>
            )
          ) : (
            <Button variant="default" loading={attempt.isBusy} onClick={() => void endExemption()}>
              {t('help.exempt.end')}
            </Button>
          ))}
      </div>
      {opened === 'bypass' && <BypassDialog user={user} onClose={close} />}
      {opened === 'reset' && <ResetDialog user={user} onClose={close} />}
      {opened === 'ticket' && <TicketDialog user={user} onClose={close} />}
      {opened === 'exempt' && <ExemptionDialog user={user} onClose={close} />}
    </Card>
  )
}

function TrustedDevicesOfUser({ user, mayHelp }: { user: UserInDetail; mayHelp: boolean }) {
  const { t } = useTexts()
  const end = async (device?: string): Promise<void> => {
    const { id } = user
    if (device === undefined)
      await client.call('DELETE /api/v1/users/{id}/trusted-devices', { params: { id } })
    else await client.call('DELETE /api/v1/users/{id}/trusted-devices/{device}', { params: { id, device } })
    await refreshUsers()
  }
  return (
    <Card title={t('trust.title')} lead={t('user.trust.lead')}>
      <TrustedDeviceList devices={user.trustedDevices} {...(mayHelp ? { end } : {})} />
    </Card>
  )
}

function SessionsOfUser(props: { user: UserInDetail; mayHelp: boolean; maySeeHistory: boolean }) {
  const { t } = useTexts()
  const say = useStatus()
  const { user } = props
  const [isAsked, setAsked] = useState(false)
  return (
    <Card title={t('user.sessions.title')} lead={t('user.sessions.open', { count: user.openSessions })}>
      <div className={formClasses.actions} style={{ justifyContent: 'flex-start', marginTop: '1rem' }}>
        {props.mayHelp && user.openSessions > 0 && (
          <Button variant="default" onClick={() => setAsked(true)}>
            {t('user.sessions.end')}
          </Button>
        )}
        {props.maySeeHistory && (
          <Link to="/history" search={{ user: user.id }}>
            {t('user.history')}
          </Link>
        )}
      </div>
      {isAsked && (
        <ConfirmDialog
          title={t('user.sessions.end')}
          text={t('user.sessions.end.text', { name: nameOf(user) })}
          confirmLabel={t('user.sessions.end')}
          tone="danger"
          onClose={() => setAsked(false)}
          confirm={async () => {
            await client.call('POST /api/v1/users/{id}/sessions/revoke', { params: { id: user.id } })
            await refreshUsers()
            say(t('user.sessions.ended'))
          }}
        />
      )}
    </Card>
  )
}
