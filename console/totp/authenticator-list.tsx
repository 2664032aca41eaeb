// The authenticators by name: when each was last used, renamed, removed, another one added.
import { Button, Skeleton } from '@mantine/core'
import '@mantine/core/styles/Skeleton.css'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '../app/client.ts'
import { ConfirmDialog } from '../app/confirm-dialog.tsx'
import { LoadFailure } from '../app/load-failure.tsx'
import { useStatus } from '../app/status.tsx'
import { whyNoPasskeys } from '../passkeys/why-no-passkeys.ts'
import { useTexts } from '../texts/texts.ts'
import { authenticatorsQuery, refreshSecondFactor, type Authenticator } from './authenticators.ts'
import { useFreshly } from '../sessions/step-up.tsx'
import { AddAuthenticatorDialog } from './add-authenticator-dialog.tsx'
import { AuthenticatorWords } from './authenticator-words.tsx'
import { isLastOne } from './last-one.ts'
import { RenameDialog } from './rename-dialog.tsx'
import classes from './two-factor-card.module.css'

export function AuthenticatorList(props: {
  onAdd: () => void
  onAddPasskey: () => void
  isRequired: boolean
  account: string
}) {
  const { isRequired } = props
  const { t } = useTexts()
  const { data: authenticators, error, refetch } = useQuery(authenticatorsQuery)
  const [opened, setOpened] = useState<{
    dialog: 'rename' | 'remove' | 'replace'
    authenticator: Authenticator
  }>()
  const close = (): void => setOpened(undefined)

  return (
    <div className={classes.part}>
      <div className={classes.partHead}>
        <h3 className={classes.partTitle}>{t('authenticators.title')}</h3>
        <div className={classes.buttons}>
          {whyNoPasskeys() === undefined && (
            <Button variant="default" size="xs" onClick={props.onAddPasskey}>
              {t('passkeys.add')}
            </Button>
          )}
          <Button variant="default" size="xs" onClick={props.onAdd}>
            {t('authenticators.add')}
          </Button>
        </div>
      </div>
      {authenticators === undefined && error === null && <Skeleton height={62} mt="sm" />}
      {authenticators === undefined && error !== null && (
        <LoadFailure error={error} onRetry={() => void refetch()} />
      )}
      <ul className={classes.list}>
        {authenticators?.map((authenticator) => (
          <Item
            key={authenticator.id}
            authenticator={authenticator}
            mayBeRemoved={!(isRequired && isLastOne(authenticator, authenticators))}
            onRename={() => setOpened({ dialog: 'rename', authenticator })}
            onReplace={() => setOpened({ dialog: 'replace', authenticator })}
            onRemove={() => setOpened({ dialog: 'remove', authenticator })}
          />
        ))}
      </ul>
      {opened?.dialog === 'rename' && <RenameDialog authenticator={opened.authenticator} onClose={close} />}
      {opened?.dialog === 'replace' && (
        <AddAuthenticatorDialog
          isFirst={false}
          account={props.account}
          replaces={opened.authenticator}
          onClose={close}
        />
      )}
      {opened?.dialog === 'remove' && (
        <RemoveDialog
          authenticator={opened.authenticator}
          isLast={isLastOne(opened.authenticator, authenticators ?? [])}
          onClose={close}
        />
      )}
    </div>
  )
}

function Item(props: {
  authenticator: Authenticator
  mayBeRemoved: boolean
  onRename: () => void
  onReplace: () => void
  onRemove: () => void
}) {
  const { t } = useTexts()
  const { kind, name } = props.authenticator
  return (
    <li className={classes.item}>
      <AuthenticatorWords authenticator={props.authenticator} advice={t('authenticators.switchedOff.hint')} />
      <div className={classes.buttons}>
        <Button
          variant="subtle"
          size="compact-sm"
          aria-label={t('authenticators.renameNamed', { name })}
          onClick={props.onRename}
        >
          {t('authenticators.rename')}
        </Button>
        {/* A new phone takes the place of the old one; a passkey is added beside it. */}
        {kind === 'totp' && (
          <Button
            variant="subtle"
            size="compact-sm"
            aria-label={t('authenticators.replaceNamed', { name })}
            onClick={props.onReplace}
          >
            {t('authenticators.replace')}
          </Button>
        )}
        {props.mayBeRemoved && (
          <Button
            variant="subtle"
            size="compact-sm"
            className={classes.danger}
            aria-label={t('authenticators.removeNamed', { name })}
            onClick={props.onRemove}
          >
            {t('authenticators.remove')}
          </Button>
        )}
      </div>
    </li>
  )
}

function RemoveDialog(props: { authenticator: Authenticator; isLast: boolean; onClose: () => void }) {
  const { t } = useTexts()
  const freshly = useFreshly()
  const say = useStatus()
  const { id, name, kind } = props.authenticator
  const text = {
    totp: t('authenticators.removeText'),
    passkey: t('passkeys.removeText'),
    approval: t('authenticators.removePhoneText'),
  }[kind]
  return (
    <ConfirmDialog
      title={t('authenticators.removeTitle', { name })}
      text={props.isLast ? t('authenticators.removeLastText') : text}
      confirmLabel={t('authenticators.removeConfirm')}
      tone="danger"
      onClose={props.onClose}
      confirm={async () => {
        await freshly(() => client.call('DELETE /api/v1/me/authenticators/{id}', { params: { id } }))
        await refreshSecondFactor()
        say(t('authenticators.removed', { name }))
      }}
    />
  )
}
