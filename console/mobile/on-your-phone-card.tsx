// In the web console: where the app is.
import { Card } from '../app/card.tsx'
import { GuideLink } from '../app/guide-link.tsx'
import { appPath } from '../../contract/pages.ts'
import { useTexts } from '../texts/texts.ts'
import classes from './on-your-phone-card.module.css'

export function OnYourPhoneCard() {
  const { t } = useTexts()
  const address = `${appPath}/`
  return (
    <Card title={t('app.onPhone.title')} lead={t('app.onPhone.lead')}>
      <p className={classes.lines}>
        <a className={classes.address} href={address} target="_blank" rel="noopener">
          {new URL(address, window.location.origin).href}
        </a>
        <GuideLink guide="app-on-your-phone" />
      </p>
    </Card>
  )
}
