// The secret of a new authenticator, for a camera, for the fingers, and for the app on this very phone.
import { Button } from '@mantine/core'
import { IconDeviceMobile } from '@tabler/icons-react'
import { CopyButton } from '../app/copy-button.tsx'
import { useTexts } from '../texts/texts.ts'
import classes from './enrolment.module.css'

export interface EnrolmentOffer {
  secret: string
  uri: string
  qrSvg: string
  issuer: string
  account: string
  digits: number
  periodSeconds: number
  algorithm: 'SHA1' | 'SHA256' | 'SHA512'
}

export function EnrolmentKey({ offer }: { offer: EnrolmentOffer }) {
  const { t } = useTexts()
  const groups = offer.secret.split(' ')
  return (
    <div className={classes.scan}>
      {/* As a picture, so that nothing in it could ever run. Always dark on white: that is what cameras read. */}
      <img
        className={classes.qr}
        src={`data:image/svg+xml,${encodeURIComponent(offer.qrSvg)}`}
        alt={t('enrolment.qr.alt')}
      />
      <div className={classes.beside}>
        <p className={classes.text}>{t('enrolment.scan.description')}</p>
        <dl className={classes.facts}>
          <dt>{t('enrolment.key')}</dt>
          <dd>
            <code className={classes.key} aria-label={t('enrolment.key.label')} role="group">
              {groups.map((group, index) => (
                <span key={index}>{index < groups.length - 1 ? `${group} ` : group}</span>
              ))}
            </code>
            <span className={classes.keyActions}>
              <CopyButton size="xs" text={groups.join('')} label={t('enrolment.key.copy')} />
              {/* On a phone nothing can be scanned off its own screen: there this is the way. */}
              <Button
                component="a"
                href={offer.uri}
                size="xs"
                variant="default"
                leftSection={<IconDeviceMobile size={16} aria-hidden />}
              >
                {t('enrolment.openHere')}
              </Button>
            </span>
          </dd>
          <dt>{t('enrolment.settings')}</dt>
          <dd>
            {t('enrolment.settingsText', {
              algorithm: offer.algorithm.replace('SHA', 'SHA-'),
              digits: offer.digits,
              seconds: offer.periodSeconds,
            })}
          </dd>
          <dt>{t('enrolment.account')}</dt>
          <dd>
            {offer.issuer}: {offer.account}
          </dd>
        </dl>
      </div>
    </div>
  )
}
