// In the web console: where the app is.
import { encodeQR } from 'qr'
import { useMemo } from 'react'
import { appPath } from '../../contract/pages.ts'
import { Card } from '../app/card.tsx'
import { GuideLink } from '../app/guide-link.tsx'
import { useTexts } from '../texts/texts.ts'
import classes from './on-your-phone-card.module.css'

export function OnYourPhoneCard() {
  const { t } = useTexts()
  const address = `${window.location.origin}${appPath}/`
  const picture = useMemo(() => encodeQR(address, 'svg', { ecc: 'medium', border: 2 }), [address])
  return (
    <Card title={t('app.onPhone.title')} lead={t('app.onPhone.lead')}>
      <div className={classes.where}>
        {/* As a picture, so that nothing in it could ever run. Always dark on white: that is what cameras read. */}
        <img
          className={classes.qr}
          src={`data:image/svg+xml,${encodeURIComponent(picture)}`}
          alt={t('app.onPhone.qr')}
        />
        <div className={classes.beside}>
          <a className={classes.address} href={address} target="_blank" rel="noopener">
            {address}
          </a>
          <GuideLink guide="app-on-your-phone" />
        </div>
      </div>
    </Card>
  )
}
