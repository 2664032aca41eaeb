// Which account of an export is meant. People export their private ones too: one is taken, the others are dropped.
import { Button, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { Notice } from '../app/notice.tsx'
import { useTexts } from '../texts/texts.ts'
import classes from './secret-box.module.css'
import type { Choices, SecretIntake } from './secret-intake.ts'

/** From so many on one searches rather than reads. */
const manyAccounts = 9

export function AccountChoice(props: {
  intake: SecretIntake
  choices: Choices
  error?: string | false | undefined
}) {
  const { t } = useTexts()
  const { intake, choices } = props
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLowerCase()
  const shown = choices.choices.filter(({ issuer = '', account = '' }) =>
    `${issuer} ${account}`.toLowerCase().includes(wanted),
  )
  const { parts } = choices
  return (
    <section aria-label={t('secretBox.accounts')}>
      <div className={classes.choiceHead}>
        <h3 className={classes.choiceTitle}>{t('secretBox.accounts')}</h3>
        <Button variant="default" size="xs" onClick={intake.clear}>
          {t('secretBox.another')}
        </Button>
      </div>
      <p className={classes.small}>
        {t('secretBox.accounts.lead', { kind: t(`secretKind.${choices.kind}`) })}
      </p>
      {parts !== undefined && parts.missing.length > 0 && (
        <div role="status" style={{ marginTop: '0.75rem' }}>
          <Notice tone="warn">
            {t('secretBox.missingParts', {
              count: parts.missing.length,
              parts: parts.missing.join(', '),
              all: parts.count,
            })}
          </Notice>
        </div>
      )}
      {choices.choices.length >= manyAccounts && (
        <TextInput
          type="search"
          mt="sm"
          aria-label={t('secretBox.searchAccounts')}
          placeholder={t('secretBox.searchAccounts')}
          leftSection={<IconSearch size={17} stroke={1.8} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.preventDefault()
          }}
        />
      )}
      <ul className={classes.accounts} tabIndex={choices.choices.length >= manyAccounts ? 0 : undefined}>
        {shown.map(({ pick, issuer, account, refusedFor }) => (
          <li key={pick}>
            {refusedFor === undefined ? (
              <button
                type="button"
                className={classes.account}
                disabled={intake.attempt.isBusy}
                onClick={() => intake.choose(pick)}
              >
                <AccountWords issuer={issuer} account={account} />
              </button>
            ) : (
              <div className={classes.account} data-refused>
                <AccountWords issuer={issuer} account={account} />
                <span className={classes.small}>{t(`error.${refusedFor}`)}</span>
              </div>
            )}
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className={classes.small}>{t('secretBox.noAccount')}</p>}
      {typeof props.error === 'string' && <p className={classes.error}>{props.error}</p>}
    </section>
  )
}

function AccountWords(props: { issuer: string | undefined; account: string | undefined }) {
  const { t } = useTexts()
  const name = props.issuer ?? props.account ?? t('secretBox.unnamed')
  return (
    <>
      <span className={classes.accountName}>{name}</span>
      {props.issuer !== undefined && props.account !== undefined && (
        <span className={classes.small}>{props.account}</span>
      )}
    </>
  )
}
