// Letting an agent use a connection: who, and whether its codes are told as well.
import { Button, Radio, TextInput } from '@mantine/core'
import '../accounts/user-fields.css'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { nameOf, type User } from '../accounts/users.ts'
import { useAttempt } from '../app/attempt.ts'
import { client } from '../app/client.ts'
import { Dialog } from '../app/dialog.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import formClasses from '../app/form.module.css'
import { useStatus } from '../app/status.tsx'
import { useFreshly } from '../sessions/step-up.tsx'
import { useTexts } from '../texts/texts.ts'
import classes from './add-grant-dialog.module.css'
import { giveGrant, grantables, type Grantable } from './grants.ts'

const searchDelayMs = 250

/** More of them are found by searching. */
const mostShown = 50

function usersFound(search: string) {
  return {
    queryKey: ['users', 'agents', search],
    queryFn: () =>
      client.call('GET /api/v1/users', { query: { limit: mostShown, ...(search === '' ? {} : { search }) } }),
    placeholderData: keepPreviousData,
  }
}

export function AddGrantDialog({ connectionId, onClose }: { connectionId: string; onClose: () => void }) {
  const { t } = useTexts()
  const say = useStatus()
  const attempt = useAttempt()
  const freshly = useFreshly()
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed.trim(), searchDelayMs)
  const [person, setPerson] = useState<User>()
  const [may, setMay] = useState<Grantable>('use')
  const [isChecked, setChecked] = useState(false)
  const { data } = useQuery(usersFound(search))
  const agents = data?.items.filter(({ role }) => role === 'agent')
  // Who was chosen stays in the list, also when something else is searched.
  const shown = [
    ...(person === undefined || agents?.some(({ id }) => id === person.id) === true ? [] : [person]),
    ...(agents ?? []),
  ]

  const give = async (): Promise<void> => {
    setChecked(true)
    if (person === undefined) return field.current?.focus()
    const failure = await attempt.run(() => freshly(() => giveGrant(connectionId, person.id, may)))
    if (failure !== undefined) return
    onClose()
    say(t('grants.added', { name: nameOf(person) }))
  }

  return (
    <Dialog title={t('grants.add')} onClose={onClose}>
      <form
        className={formClasses.form}
        noValidate
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault()
          if (!attempt.isBusy && attempt.waitSeconds === 0) void give()
        }}
      >
        <FailureNotice attempt={attempt} />
        <div>
          <TextInput
            ref={field}
            type="search"
            label={t('grants.person')}
            placeholder={t('grants.search')}
            leftSection={<IconSearch size={17} stroke={1.8} aria-hidden />}
            maxLength={100}
            data-autofocus
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') event.preventDefault()
            }}
            error={isChecked && person === undefined && t('grants.person.missing')}
          />
          <fieldset className={classes.people} aria-label={t('grants.title')}>
            {shown.map((user) => (
              <label key={user.id} className={classes.person}>
                <input
                  type="radio"
                  name="person"
                  checked={user.id === person?.id}
                  onChange={() => setPerson(user)}
                />
                <span className={classes.words}>
                  <span className={classes.name}>{nameOf(user)}</span>
                  {user.name !== '' && <span className={classes.email}>{user.email}</span>}
                </span>
              </label>
            ))}
            {agents?.length === 0 && person === undefined && (
              <p className={classes.nobody}>{t('grants.nobody')}</p>
            )}
          </fieldset>
        </div>
        <Radio.Group
          label={t('grants.may')}
          value={may}
          onChange={(value) => setMay(value === 'reveal' ? 'reveal' : 'use')}
        >
          <div className={formClasses.choices}>
            {grantables.map((value) => (
              <Radio
                key={value}
                value={value}
                label={t(`grants.may.${value}`)}
                description={t(`grants.may.${value}.description`)}
              />
            ))}
          </div>
        </Radio.Group>
        <div className={formClasses.actions}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={attempt.isBusy} disabled={attempt.waitSeconds > 0}>
            {t('grants.add')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
