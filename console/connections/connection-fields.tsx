// What adding and editing a connection ask for alike: its name here, where it is, and who signs in there.
import { Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { Notice } from '../app/notice.tsx'
import { useTexts } from '../texts/texts.ts'
import { completeAddress, isAddress, isUnprotected } from './address.ts'
import type { Service } from './services.ts'

export interface ConnectionDraft {
  service: string
  name: string
  url: string
  username: string
  /** One on each line, or however people part them. */
  origins: string
}

export function originsOf({ origins }: ConnectionDraft): string[] {
  return origins
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(completeAddress)
}

export function isUsable({ name, url, username }: ConnectionDraft): boolean {
  return name.trim() !== '' && isAddress(completeAddress(url)) && username.trim() !== ''
}

export function ConnectionFields(props: {
  draft: ConnectionDraft
  service: Service
  onChange: (change: Partial<ConnectionDraft>) => void
  isChecked: boolean
  /** What is asked for beside the name that signs in. */
  children?: ReactNode
}) {
  const { t } = useTexts()
  const { draft, service, onChange, isChecked } = props
  return (
    <>
      <TextInput
        label={t('connection.name')}
        description={t('connection.name.description')}
        autoComplete="off"
        maxLength={100}
        value={draft.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
        error={isChecked && draft.name.trim() === '' && t('field.name.missing')}
      />
      <TextInput
        label={t('connection.address')}
        description={service.addressHint}
        placeholder={service.example}
        type="text"
        inputMode="url"
        autoComplete="off"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        maxLength={2000}
        value={draft.url}
        onChange={(event) => onChange({ url: event.currentTarget.value })}
        onBlur={() => {
          const complete = completeAddress(draft.url)
          if (complete !== draft.url) onChange({ url: complete })
        }}
        error={isChecked && !isAddress(completeAddress(draft.url)) && t('connection.address.wrong')}
      />
      {isUnprotected(draft.url) && <Notice tone="warn">{t('connection.address.unprotected')}</Notice>}
      <TextInput
        label={t('connection.username')}
        description={service.usernameHint}
        autoComplete="off"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        maxLength={254}
        data-1p-ignore
        data-lpignore="true"
        value={draft.username}
        onChange={(event) => onChange({ username: event.currentTarget.value })}
        error={isChecked && draft.username.trim() === '' && t('connection.username.missing')}
      />
      {props.children}
      <Textarea
        label={t('connection.origins')}
        description={t('connection.origins.description')}
        placeholder="https://login.example.com"
        rows={2}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={draft.origins}
        onChange={(event) => onChange({ origins: event.currentTarget.value })}
      />
    </>
  )
}
