// One more place where alerts go, and the secret of a webhook, which is shown once.
import { Button, Radio, Switch, TextInput } from '@mantine/core'
import '../accounts/user-fields.css'
import { useRef, useState } from 'react'
import { alertKinds } from '../../contract/alert-kinds.ts'
import { useAttempt } from '../app/attempt.ts'
import { CopyButton } from '../app/copy-button.tsx'
import { Dialog } from '../app/dialog.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import classes from '../app/form.module.css'
import { useStatus } from '../app/status.tsx'
import { useFreshly } from '../sessions/step-up.tsx'
import { useTexts } from '../texts/texts.ts'
import { addTarget, type AlertKind } from './alerts.ts'

const ways = ['webhook', 'mail'] as const

const isUrl = (text: string): boolean => /^https?:\/\/[^/?#@\\\s]+/i.test(text) && URL.canParse(text)
const isAddress = (text: string): boolean => /^[^\s@]+@[^\s@]+$/.test(text)

export function AddTargetDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTexts()
  const say = useStatus()
  const attempt = useAttempt()
  const freshly = useFreshly()
  const field = useRef<HTMLInputElement>(null)
  const [way, setWay] = useState<(typeof ways)[number]>('webhook')
  const [to, setTo] = useState('')
  const [about, setAbout] = useState<readonly AlertKind[]>(alertKinds)
  const [isChecked, setChecked] = useState(false)
  const [secret, setSecret] = useState<string>()
  const typed = to.trim()
  const isWrong = way === 'webhook' ? !isUrl(typed) : !isAddress(typed)

  const add = async (): Promise<void> => {
    setChecked(true)
    if (isWrong) return field.current?.focus()
    if (about.length === 0) return
    let made: string | undefined
    const where = way === 'webhook' ? { url: typed } : { address: typed }
    const failure = await attempt.run(async () => {
      made = await freshly(() => addTarget({ ...where, about: [...about] }))
    })
    if (failure !== undefined) return
    if (made !== undefined) return setSecret(made)
    onClose()
    say(t('alerts.added'))
  }

  if (secret !== undefined) return <SecretDialog secret={secret} onClose={onClose} />
  return (
    <Dialog title={t('alerts.add')} onClose={onClose}>
      <form
        className={classes.form}
        noValidate
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault()
          if (!attempt.isBusy && attempt.waitSeconds === 0) void add()
        }}
      >
        <FailureNotice attempt={attempt} />
        <Radio.Group
          label={t('alerts.way')}
          value={way}
          onChange={(value) => setWay(value === 'mail' ? 'mail' : 'webhook')}
        >
          <div className={classes.choices}>
            {ways.map((value) => (
              <Radio
                key={value}
                value={value}
                label={t(`alerts.way.${value}`)}
                description={t(`alerts.way.${value}.description`)}
              />
            ))}
          </div>
        </Radio.Group>
        <TextInput
          key={way}
          ref={field}
          type={way === 'webhook' ? 'url' : 'email'}
          label={t(`alerts.to.${way}`)}
          placeholder={way === 'webhook' ? 'https://hooks.example.com/…' : 'night-shift@example.com'}
          maxLength={2000}
          data-autofocus
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
          error={isChecked && isWrong && t(`alerts.to.${way}.wrong`)}
        />
        <AboutFields about={about} onChange={setAbout} isMissing={isChecked && about.length === 0} />
        <div className={classes.actions}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={attempt.isBusy} disabled={attempt.waitSeconds > 0}>
            {t('alerts.add.confirm')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** What a target is told of. */
export function AboutFields(props: {
  about: readonly AlertKind[]
  onChange: (about: AlertKind[]) => void
  isMissing: boolean
}) {
  const { t } = useTexts()
  return (
    <Switch.Group
      label={t('alerts.about')}
      error={props.isMissing && t('alerts.about.missing')}
      value={[...props.about]}
      onChange={(chosen) => props.onChange(alertKinds.filter((kind) => chosen.includes(kind)))}
    >
      <div className={classes.choices}>
        {alertKinds.map((kind) => (
          <Switch key={kind} value={kind} label={t(`alerts.about.${kind}`)} />
        ))}
      </div>
    </Switch.Group>
  )
}

export function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useTexts()
  return (
    <Dialog title={t('alerts.secret.title')} isHeld onClose={onClose}>
      <div className={classes.form}>
        <TextInput
          label={t('alerts.secret')}
          description={t('alerts.secret.text')}
          inputWrapperOrder={['label', 'input', 'description']}
          classNames={{ input: classes.mono ?? '' }}
          readOnly
          value={secret}
          onFocus={(event) => event.currentTarget.select()}
          data-autofocus
        />
        <div className={classes.actions}>
          <Button variant="default" onClick={onClose}>
            {t('action.done')}
          </Button>
          <CopyButton variant="filled" text={secret} label={t('alerts.secret.copy')} />
        </div>
      </div>
    </Dialog>
  )
}
