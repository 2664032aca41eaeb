// One box for the secret of an authenticator, in whatever form a person has it: text, file, picture, drop.
import { Button, Input, Loader } from '@mantine/core'
import { IconCamera, IconFileUpload, IconKey } from '@tabler/icons-react'
import { useEffect, useEffectEvent, useId, useRef, useState } from 'react'
import { FailureNotice } from '../app/failure-notice.tsx'
import { Notice } from '../app/notice.tsx'
import { ScanButton } from '../camera/scan-button.tsx'
import { useTexts } from '../texts/texts.ts'
import { AccountChoice } from './account-choice.tsx'
import { ExportPassword } from './export-password.tsx'
import { FoundCard } from './found-card.tsx'
import classes from './secret-box.module.css'
import type { SecretIntake } from './secret-intake.ts'
import { findWrongLetter } from './wrong-letter.ts'

const fileKinds = 'image/*,.json,.csv,.txt,.2fas,.1pux'

export function SecretBox(props: {
  intake: SecretIntake
  /** The form around it was sent: what is missing is told. */
  isChecked: boolean
  /** That there is nothing at all is missing too. */
  isRequired?: boolean
}) {
  const { t } = useTexts()
  const { intake, isChecked, isRequired = false } = props
  const { found, choices, state } = intake
  if (found !== undefined) return <FoundCard intake={intake} found={found} />
  const isMissing = isChecked && (state === 'unfinished' || isRequired)
  return (
    <div className={classes.parts}>
      {choices === undefined ? (
        <OpenBox
          intake={intake}
          error={isMissing && t(state === 'empty' ? 'error.secret.empty' : 'secretBox.unfinished')}
        />
      ) : (
        <>
          <AccountChoice
            intake={intake}
            choices={choices}
            error={isMissing && t('secretBox.accounts.missing')}
          />
          {(choices.parts?.missing.length ?? 0) > 0 && <OpenBox intake={intake} isForMore />}
        </>
      )}
    </div>
  )
}

function OpenBox(props: { intake: SecretIntake; error?: string | false; isForMore?: boolean }) {
  const { t } = useTexts()
  const { intake, isForMore = false } = props
  const { attempt, typed } = intake
  const id = useId()
  const chooser = useRef<HTMLInputElement>(null)
  const [isOver, setOver] = useState(false)

  const drop = useEffectEvent((data: DataTransfer | null): boolean => {
    if (data === null) return false
    const files = [...data.files]
    if (files.length > 0) intake.takeFiles(files)
    return files.length > 0
  })
  useEffect(() => {
    // A picture in the clipboard is meant for the box wherever the cursor stands; text is for the field that has it.
    const paste = (event: ClipboardEvent): void => {
      if (drop(event.clipboardData)) event.preventDefault()
    }
    // A file that is dropped beside the box must not take the page's place.
    const refuse = (event: DragEvent): void => event.preventDefault()
    window.addEventListener('paste', paste)
    window.addEventListener('dragover', refuse)
    window.addEventListener('drop', refuse)
    return () => {
      window.removeEventListener('paste', paste)
      window.removeEventListener('dragover', refuse)
      window.removeEventListener('drop', refuse)
    }
  }, [])

  const isRefused = attempt.failure !== undefined && !intake.needsPassword
  // Whatever the server said is more to the point.
  const error = attempt.failure === undefined && !intake.needsPassword && props.error
  return (
    <div>
      <div
        className={classes.box}
        data-over={isOver || undefined}
        data-refused={isRefused || undefined}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          if (!drop(event.dataTransfer)) intake.takeText(event.dataTransfer.getData('text/plain'))
        }}
      >
        <Input.Wrapper
          id={id}
          label={t(isForMore ? 'secretBox.more' : 'secretBox.label')}
          description={t('secretBox.description')}
          error={error}
        >
          <textarea
            id={id}
            className={classes.text}
            rows={3}
            autoComplete="off"
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            data-1p-ignore
            data-lpignore="true"
            placeholder={t('secretBox.placeholder')}
            aria-invalid={isRefused || typeof error === 'string' || undefined}
            aria-describedby={`${id}-description`}
            value={typed}
            onChange={(event) => intake.type(event.currentTarget.value)}
            onPaste={(event) => {
              const text = event.clipboardData.getData('text/plain')
              // Into an empty box it is the whole secret: looked at before anybody asks.
              if (event.clipboardData.files.length > 0 || text.trim() === '' || typed.trim() !== '') return
              event.preventDefault()
              intake.type(text)
              intake.takeText(text)
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.shiftKey) return
              event.preventDefault()
              intake.takeText(typed)
            }}
          />
        </Input.Wrapper>
        <div className={classes.actions}>
          <input
            ref={chooser}
            type="file"
            hidden
            multiple
            accept={fileKinds}
            aria-label={t('secretBox.choose')}
            onChange={(event) => {
              const files = [...(event.currentTarget.files ?? [])]
              // The same file may be chosen again.
              event.currentTarget.value = ''
              intake.takeFiles(files)
            }}
          />
          <Button
            variant="default"
            size="xs"
            leftSection={<IconFileUpload size={16} stroke={1.7} aria-hidden />}
            disabled={attempt.isBusy}
            onClick={() => chooser.current?.click()}
          >
            {t('secretBox.choose')}
          </Button>
          <ScanButton
            size="xs"
            isDisabled={attempt.isBusy}
            take={(text) => {
              if (!/^otpauth(-migration)?:\/\//i.test(text)) return 'camera.wrong.secret'
              intake.takeText(text)
              return undefined
            }}
          />
          {typed.trim() !== '' && (
            <Button
              size="xs"
              leftSection={<IconKey size={16} stroke={1.7} aria-hidden />}
              loading={attempt.isBusy}
              onClick={() => intake.takeText(typed)}
            >
              {t('secretBox.check')}
            </Button>
          )}
          {attempt.isBusy && typed.trim() === '' && (
            <span className={classes.busy} role="status">
              <Loader size="xs" aria-hidden />
              {t('secretBox.looking')}
            </span>
          )}
          <span className={classes.hint}>
            <IconCamera size={16} stroke={1.7} aria-hidden />
            {t('secretBox.dropHint')}
          </span>
        </div>
      </div>
      <div className={classes.below}>
        <FailureNotice attempt={attempt} />
        <WrongLetterHint intake={intake} />
        {intake.needsPassword && <ExportPassword intake={intake} />}
      </div>
    </div>
  )
}

/** Where in a long key the wrong letter stands; the server says only that there is one. */
function WrongLetterHint({ intake }: { intake: SecretIntake }) {
  const { t } = useTexts()
  if (intake.attempt.failure?.code !== 'secret.not_a_key') return null
  const wrong = findWrongLetter(intake.given.text ?? '')
  if (wrong === undefined) return null
  const { character, place, meant } = wrong
  return (
    <Notice tone="info">
      {meant === undefined
        ? t('secretBox.wrongLetter', { character, place })
        : t('secretBox.wrongLetterMeant', { character, place, meant })}
    </Notice>
  )
}
