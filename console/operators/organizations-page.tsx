// The organizations of the installation, for its operators: names and numbers, and an invitation to make another one.
import { Button, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { emailFieldProps, isEmail } from '../accounts/email-field.ts'
import { useAttempt } from '../app/attempt.ts'
import { client } from '../app/client.ts'
import { CopyButton } from '../app/copy-button.tsx'
import { Dialog } from '../app/dialog.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import { focusFirstMistake } from '../app/first-mistake.ts'
import classes from '../app/form.module.css'
import { formatDay, formatMoment } from '../app/moments.ts'
import { PageHeading } from '../app/page-heading.tsx'
import { RecordList, RecordRow } from '../app/record-list.tsx'
import { useFreshly } from '../sessions/step-up.tsx'
import { useTexts } from '../texts/texts.ts'

const organizationsQuery = infiniteQueryOptions({
  queryKey: ['organizations'],
  queryFn: ({ pageParam }) =>
    client.call('GET /api/v1/organizations', { query: pageParam === '' ? {} : { after: pageParam } }),
  initialPageParam: '',
  getNextPageParam: (page) => page.next,
})

export function OrganizationsPage() {
  const { t, language } = useTexts()
  const query = useInfiniteQuery(organizationsQuery)
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <PageHeading title={t('organizations.title')} lead={t('organizations.lead')}>
        <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={() => setOpen(true)}>
          {t('organizations.invite')}
        </Button>
      </PageHeading>
      <RecordList
        label={t('organizations.title')}
        query={query}
        empty={{ title: t('organizations.none.title'), text: t('organizations.none.text') }}
        row={(one) => (
          <RecordRow
            what={one.name}
            when={formatDay(one.createdAt, language)}
            more={[
              t('organizations.users', { count: one.users }),
              t('organizations.admins', { count: one.admins }),
              t('organizations.enrolled', { count: one.enrolled }),
            ].join(' · ')}
          />
        )}
      />
      {isOpen && <InviteDialog onClose={() => setOpen(false)} />}
    </>
  )
}

function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t, language } = useTexts()
  const freshly = useFreshly()
  const attempt = useAttempt()
  const [organizationName, setOrganizationName] = useState('')
  const [email, setEmail] = useState('')
  const [isChecked, setChecked] = useState(false)
  const [made, setMade] = useState<{ url: string; expiresAt: string }>()
  const form = useRef<HTMLFormElement>(null)

  if (made !== undefined) {
    return (
      <Dialog title={t('organizations.invite')} isHeld onClose={onClose}>
        <div className={classes.form}>
          <p className={classes.lead}>{t('invitationLink.text')}</p>
          <TextInput
            label={t('invitationLink.label')}
            description={t('invitationLink.until', { moment: formatMoment(made.expiresAt, language) })}
            inputWrapperOrder={['label', 'input', 'description']}
            classNames={{ input: classes.mono }}
            readOnly
            value={made.url}
            onFocus={(event) => event.currentTarget.select()}
            data-autofocus
          />
          <div className={classes.actions}>
            <Button variant="default" onClick={onClose}>
              {t('action.done')}
            </Button>
            <CopyButton variant="filled" text={made.url} label={t('invitationLink.copy')} />
          </div>
        </div>
      </Dialog>
    )
  }
  const invite = async (): Promise<void> => {
    setChecked(true)
    if (organizationName.trim() === '' || !isEmail(email)) return focusFirstMistake(form.current)
    await attempt.run(async () => {
      const body = { organizationName, email }
      setMade(await freshly(() => client.call('POST /api/v1/organization-invitations', { body })))
    })
  }
  return (
    <Dialog title={t('organizations.invite')} size="sm" onClose={onClose}>
      <form
        ref={form}
        className={classes.form}
        noValidate
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault()
          if (!attempt.isBusy && attempt.waitSeconds === 0) void invite()
        }}
      >
        <FailureNotice attempt={attempt} />
        <TextInput
          label={t('field.organization')}
          data-autofocus
          maxLength={100}
          value={organizationName}
          onChange={(event) => setOrganizationName(event.currentTarget.value)}
          error={isChecked && organizationName.trim() === '' && t('field.organization.missing')}
        />
        <TextInput
          {...emailFieldProps}
          label={t('organizations.invite.email')}
          autoComplete="off"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={isChecked && !isEmail(email) && t('field.email.wrong')}
        />
        <div className={classes.actions}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={attempt.isBusy}>
            {t('organizations.invite')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
