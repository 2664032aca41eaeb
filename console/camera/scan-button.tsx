// "Scan a QR code": a button where there may be a camera, and the dialog that shows what it sees.
import { Button, Loader } from '@mantine/core'
import { IconQrcode } from '@tabler/icons-react'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useAttempt } from '../app/attempt.ts'
import { Dialog } from '../app/dialog.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import formClasses from '../app/form.module.css'
import { Notice } from '../app/notice.tsx'
import type { TextKey } from '../texts/catalogue.ts'
import { useTexts } from '../texts/texts.ts'
import classes from './scan-button.module.css'

/** Looks at what was read: why it is none of those that are meant, or nothing where it was taken. */
type Take = (text: string) => TextKey | undefined

export function ScanButton({
  take,
  size,
  isDisabled = false,
}: {
  take: Take
  size: 'xs' | 'sm'
  isDisabled?: boolean
}) {
  const { t } = useTexts()
  const [isOpen, setOpen] = useState(false)
  // Browsers give no page a camera that came over plain http.
  if (!('mediaDevices' in navigator)) return null
  return (
    <>
      <Button
        variant="default"
        size={size}
        leftSection={<IconQrcode size={16} stroke={1.7} aria-hidden />}
        disabled={isDisabled}
        onClick={() => setOpen(true)}
      >
        {t('camera.scan')}
      </Button>
      {isOpen && <ScanDialog take={take} onClose={() => setOpen(false)} />}
    </>
  )
}

function ScanDialog({ take, onClose }: { take: Take; onClose: () => void }) {
  const { t } = useTexts()
  const attempt = useAttempt()
  const video = useRef<HTMLVideoElement>(null)
  const [isSeeing, setSeeing] = useState(false)
  const [tries, setTries] = useState(1)
  const [wrong, setWrong] = useState<TextKey>()

  const found = useEffectEvent((text: string): void => {
    const why = take(text)
    setWrong(why)
    if (why === undefined) onClose()
  })
  const start = useEffectEvent((isLeft: () => boolean, keep: (stop: () => void) => void) =>
    attempt.run(async () => {
      const { startCamera } = await import('./qr-camera.ts')
      const element = video.current
      if (element === null || isLeft()) return
      keep(await startCamera(element, (text) => !isLeft() && found(text)))
      setSeeing(true)
    }),
  )
  useEffect(() => {
    let isLeft = false
    let stop: (() => void) | undefined
    const keep = (how: () => void): void => {
      // Closed before the camera had started: it goes out again.
      if (isLeft) how()
      else stop = how
    }
    void start(() => isLeft, keep)
    return () => {
      isLeft = true
      stop?.()
    }
  }, [tries])

  const hasFailed = attempt.failure !== undefined
  return (
    <Dialog title={t('camera.scan')} onClose={onClose}>
      <div className={formClasses.form}>
        {!hasFailed && <p className={formClasses.lead}>{t('camera.lead')}</p>}
        <FailureNotice attempt={attempt} />
        <div className={classes.frame} hidden={hasFailed}>
          <video ref={video} className={classes.picture} aria-label={t('camera.picture')} playsInline muted />
          {!isSeeing && <Loader className={classes.waiting} aria-label={t('camera.starting')} />}
        </div>
        <div role="alert">{wrong !== undefined && <Notice tone="warn">{t(wrong)}</Notice>}</div>
        <div className={formClasses.actions}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          {hasFailed && (
            <Button
              onClick={() => {
                setSeeing(false)
                setTries((count) => count + 1)
              }}
            >
              {t('action.tryAgain')}
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  )
}
