// Help for one user: a bypass code, a reset, an enrolment ticket, an exemption.
import { Button, TextInput } from '@mantine/core'
import { useRef, useState, type ReactNode } from 'react'
import { nameOf, refreshUsers, type User } from '../accounts/users.ts'
import { useAttempt } from '../app/attempt.ts'
import { client } from '../app/client.ts'
import { ConfirmDialog } from '../app/confirm-dialog.tsx'
import { CopyButton } from '../app/copy-button.tsx'
import { Dialog } from '../app/dialog.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import classes from '../app/form.module.css'
import { endOfDay, formatMoment } from '../app/moments.ts'
import { SelectField } from '../app/select-field.tsx'
import { useStatus } from '../app/status.tsx'
import { useFreshly } from '../sessions/step-up.tsx'
import { useTexts } from '../texts/texts.ts'

interface HelpProps {
  user: Pick<User, 'id' | 'name' | 'email'>
  onClose: () => void
}

const minutesToChoose = ['5', '15', '30', '60'] as const

export function BypassDialog({ user, onClose }: HelpProps) {
  const { t } = useTexts()
  const freshly = useFreshly()
  const [minutes, setMinutes] = useState<(typeof minutesToChoose)[number]>('15')
  const [made, setMade] = useState<{ code: string; expiresAt: string }>()
  const title = t('help.bypass.title', { name: nameOf(user) })
  if (made !== undefined) {
    return <CodeDialog title={title} code={made.code} expiresAt={made.expiresAt} onClose={onClose} />
  }
  return (
    <ReasonDialog
      title={title}
      text={t('help.bypass.text', { name: nameOf(user) })}
      confirmLabel={t('help.bypass')}
      onClose={onClose}
      confirm={async (reason) => {
        const body = { minutes: Number(minutes), reason }
        const params = { id: user.id }
        setMade(await freshly(() => client.call('POST /api/v1/users/{id}/bypass-codes', { params, body })))
        await refreshUsers()
      }}
    >
      <SelectField
        label={t('help.bypass.minutes')}
        value={minutes}
        choices={minutesToChoose.map((value) => ({
          value,
          text: t('help.bypass.minutesCount', { count: value }),
        }))}
        onChoose={setMinutes}
      />
    </ReasonDialog>
  )
}

export function ResetDialog({ user, onClose }: HelpProps) {
  const { t } = useTexts()
  const say = useStatus()
  const freshly = useFreshly()
  return (
    <ReasonDialog
      title={t('help.reset.title', { name: nameOf(user) })}
      text={t('help.reset.text')}
      confirmLabel={t('help.reset')}
      isDanger
      onClose={onClose}
      confirm={async (reason) => {
        const input = { params: { id: user.id }, body: { reason } }
        await freshly(() => client.call('POST /api/v1/users/{id}/second-factor/reset', input))
        await refreshUsers()
        onClose()
        say(t('help.reset.done'))
      }}
    />
  )
}

export function TicketDialog({ user, onClose }: HelpProps) {
  const { t } = useTexts()
  const freshly = useFreshly()
  const [made, setMade] = useState<{ ticket: string; expiresAt: string }>()
  const title = t('help.ticket.title', { name: nameOf(user) })
  if (made !== undefined) {
    return <CodeDialog title={title} code={made.ticket} expiresAt={made.expiresAt} onClose={onClose} />
  }
  return (
    <ConfirmDialog
      title={title}
      text={t('help.ticket.text')}
      confirmLabel={t('help.ticket')}
      closesItself={false}
      onClose={onClose}
      confirm={async () => {
        const params = { id: user.id }
        setMade(await freshly(() => client.call('POST /api/v1/users/{id}/enrolment-ticket', { params })))
      }}
    />
  )
}

const dayMs = 86_400_000

export function ExemptionDialog({ user, onClose }: HelpProps) {
  const { t } = useTexts()
  const say = useStatus()
  const freshly = useFreshly()
  const [until, setUntil] = useState(() => new Date(Date.now() + 7 * dayMs).toISOString().slice(0, 10))
  return (
    <ReasonDialog
      title={t('help.exempt.title', { name: nameOf(user) })}
      text={t('help.exempt.text', { name: nameOf(user) })}
      confirmLabel={t('help.exempt')}
      onClose={onClose}
      confirm={async (reason) => {
        const body = { until: endOfDay(until), reason }
        await freshly(() =>
          client.call('POST /api/v1/users/{id}/exemption', { params: { id: user.id }, body }),
        )
        await refreshUsers()
        onClose()
        say(t('help.exempt.done', { name: nameOf(user) }))
      }}
    >
      <TextInput
        type="date"
        label={t('help.exempt.until')}
        value={until}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
    </ReasonDialog>
  )
}

function ReasonDialog(props: {
  title: string
  text: string
  confirmLabel: string
  isDanger?: boolean
  children?: ReactNode
  /** Throws what the server answered. */
  confirm: (reason: string) => Promise<void>
  onClose: () => void
}) {
  const { t } = useTexts()
  const attempt = useAttempt()
  const [reason, setReason] = useState('')
  const [isChecked, setChecked] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const submit = async (): Promise<void> => {
    setChecked(true)
    if (reason.trim() === '') return field.current?.focus()
    await attempt.run(() => props.confirm(reason))
  }
  return (
    <Dialog title={props.title} size="sm" onClose={props.onClose}>
      <form
        className={classes.form}
        noValidate
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault()
          if (!attempt.isBusy && attempt.waitSeconds === 0) void submit()
        }}
      >
        <p className={`${classes.lead} ${classes.breaking}`}>{props.text}</p>
        <FailureNotice attempt={attempt} />
        {props.children}
        <TextInput
          ref={field}
          label={t('help.reason')}
          description={t('help.reason.description')}
          data-autofocus
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={isChecked && reason.trim() === '' && t('help.reason.missing')}
        />
        <div className={classes.actions}>
          <Button variant="default" onClick={props.onClose}>
            {t('action.cancel')}
          </Button>
          <Button
            type="submit"
            {...(props.isDanger === true ? { color: 'red.8' } : {})}
            loading={attempt.isBusy}
            disabled={attempt.waitSeconds > 0}
          >
            {props.confirmLabel}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function CodeDialog(props: { title: string; code: string; expiresAt: string; onClose: () => void }) {
  const { t, language } = useTexts()
  return (
    <Dialog title={props.title} size="sm" isHeld onClose={props.onClose}>
      <div className={classes.form}>
        <TextInput
          label={props.title}
          description={t('help.shownOnce', { moment: formatMoment(props.expiresAt, language) })}
          inputWrapperOrder={['label', 'input', 'description']}
          classNames={{ input: classes.mono }}
          readOnly
          value={props.code}
          onFocus={(event) => event.currentTarget.select()}
          data-autofocus
        />
        <div className={classes.actions}>
          <Button variant="default" onClick={props.onClose}>
            {t('action.done')}
          </Button>
          <CopyButton variant="filled" text={props.code} label={t('help.copy')} />
        </div>
      </div>
    </Dialog>
  )
}
