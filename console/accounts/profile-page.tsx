// The profile: who I am, my second factor, and how the console looks to me.
import { useQuery } from '@tanstack/react-query'
import { useRouteContext } from '@tanstack/react-router'
import { Card } from '../app/card.tsx'
import { isInApp } from '../app/in-app.ts'
import { PageHeading } from '../app/page-heading.tsx'
import { Preferences } from '../app/preferences.tsx'
import { LockCard } from '../mobile/lock-card.tsx'
import { OnYourPhoneCard } from '../mobile/on-your-phone-card.tsx'
import { useTexts } from '../texts/texts.ts'
import { SessionsCard } from '../sessions/sessions-card.tsx'
import { TrustedDevicesCard } from '../sessions/trusted-devices-card.tsx'
import { TwoFactorCard } from '../totp/two-factor-card.tsx'
import { DataCard } from './data-card.tsx'
import { meQuery } from './me.ts'
import { PasswordCard } from './password-card.tsx'
import classes from './profile-page.module.css'

export function ProfilePage() {
  const { t } = useTexts()
  const { me: loaded } = useRouteContext({ from: '/signed-in' })
  const { data: me = loaded } = useQuery(meQuery)
  const facts = [
    { term: t('field.name'), value: me.account.name === '' ? t('profile.noName') : me.account.name },
    { term: t('field.email'), value: me.account.email },
    { term: t('field.organization.short'), value: me.organization.name },
    { term: t('field.role'), value: t(`role.${me.account.role}`) },
  ]
  return (
    <>
      <PageHeading title={t('profile.title')} lead={t('profile.lead')} />
      <div className={classes.cards}>
        <Card title={t('profile.account')}>
          <dl className={classes.facts}>
            {facts.map(({ term, value }) => (
              <div key={term}>
                <dt>{term}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </Card>
        <TwoFactorCard me={me} />
        <PasswordCard email={me.account.email} />
        <SessionsCard />
        <TrustedDevicesCard />
        {isInApp ? <LockCard /> : <OnYourPhoneCard />}
        <Card title={t('preferences.title')} lead={t('preferences.lead')}>
          <div className={classes.preferences}>
            <Preferences />
          </div>
        </Card>
        <DataCard email={me.account.email} />
      </div>
    </>
  )
}
