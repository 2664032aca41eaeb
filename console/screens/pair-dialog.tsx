// Pairing a screen: its code, then a look at both, so that it is this screen and no other; then its name.
import { Button, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import type { Answer } from '../../contract/client.ts'
import { useAttempt } from '../app/attempt.ts'
import { client } from '../app/client.ts'
import { Dialog } from '../app/dialog.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import { focusFirstMistake } from '../app/first-mistake.ts'
import formClasses from '../app/form.module.css'
import { GuideLink } from '../app/guide-link.tsx'
import { useStatus } from '../app/status.tsx'
import { ScanButton } from '../camera/scan-button.tsx'
import { useTexts } from '../texts/texts.ts'
import { cleanCode, isPairingCode, pairingCodeOf } from './pairing-link.ts'
import classes from './screens.module.css'
import { refreshScreens, type Shows } from './screens.ts'
import { ShowsField } from './shows-field.tsx'
import { tagsTyped } from './tags.ts'

type Pairing = Answer<'GET /api/v1/screens/pairings/{code}'>

/** @param first the code of a screen whose QR code was scanned with the phone's own camera */
export function PairDialog({ first = '', onClose }: { first?: string | undefined; onClose: () => void }) {
  const { t } = useTexts()
  const attempt = useAttempt()
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(first)
  const [isChecked, setChecked] = useState(false)
  const [found, setFound] = useState<Pairing>()
  const code = cleanCode(typed)
  const isCode = isPairingCode(code)

  const ask = (asked: string) =>
    attempt.run(async () => {
      setFound(await client.call('GET /api/v1/screens/pairings/{code}', { params: { code: asked } }))
    })
  const look = async (): Promise<void> => {
    setChecked(true)
    if (isCode) await ask(code)
    else field.current?.focus()
  }
  const takeScanned = (text: string) => {
    const scanned = pairingCodeOf(text, window.location.origin)
    if (scanned === undefined) return 'camera.wrong.screen'
    setTyped(scanned)
    void ask(scanned)
    return undefined
  }

  return (
    <Dialog title={t('screens.pair')} onClose={onClose}>
      {found === undefined ? (
        <form
          className={formClasses.form}
          noValidate
          autoComplete="off"
          onSubmit={(event) => {
            event.preventDefault()
            if (!attempt.isBusy && attempt.waitSeconds === 0) void look()
          }}
        >
          <p className={formClasses.lead}>
            {t('pair.open', { address: `${window.location.origin}/screen` })}{' '}
            <GuideLink guide="pair-a-screen" />
          </p>
          <FailureNotice attempt={attempt} />
          <TextInput
            ref={field}
            className={classes.code}
            label={t('pair.code')}
            autoCapitalize="characters"
            autoCorrect="off"
            spellCheck={false}
            maxLength={12}
            data-autofocus
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            error={isChecked && !isCode && t('pair.code.wrong')}
          />
          <div>
            <ScanButton take={takeScanned} size="sm" isDisabled={attempt.isBusy} />
          </div>
          <div className={formClasses.actions}>
            <Button variant="default" onClick={onClose}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" loading={attempt.isBusy} disabled={attempt.waitSeconds > 0}>
              {t('action.continue')}
            </Button>
          </div>
        </form>
      ) : (
        <Confirm pairing={found} code={code} onBack={() => setFound(undefined)} onClose={onClose} />
      )}
    </Dialog>
  )
}

function Confirm(props: { pairing: Pairing; code: string; onBack: () => void; onClose: () => void }) {
  const { t } = useTexts()
  const say = useStatus()
  const attempt = useAttempt()
  const form = useRef<HTMLFormElement>(null)
  const { pairing, code } = props
  const [name, setName] = useState('')
  const [tags, setTags] = useState('')
  const [shows, setShows] = useState<Shows>({ kind: 'nothing' })
  const [isChecked, setChecked] = useState(false)

  const pair = async (): Promise<void> => {
    setChecked(true)
    if (name.trim() === '') return focusFirstMistake(form.current)
    const body = { pairingCode: code, name: name.trim(), tags: tagsTyped(tags), shows }
    const failure = await attempt.run(async () => {
      await client.call('POST /api/v1/screens', { body })
    })
    if (failure !== undefined) return
    props.onClose()
    say(t('pair.done', { name: body.name }))
    await refreshScreens()
  }

  return (
    <form
      ref={form}
      className={formClasses.form}
      noValidate
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault()
        if (!attempt.isBusy && attempt.waitSeconds === 0) void pair()
      }}
    >
      <div className={classes.compare}>
        <p className={classes.small}>{t('pair.compare')}</p>
        <strong className={classes.displayedName}>{pairing.displayedName}</strong>
        <p className={classes.small}>{[pairing.device, pairing.address].filter(Boolean).join(', ')}</p>
      </div>
      <p className={formClasses.lead}>{t('pair.compare.description')}</p>
      <FailureNotice attempt={attempt} />
      <TextInput
        label={t('screen.name')}
        description={t('screen.name.description')}
        maxLength={60}
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={isChecked && name.trim() === '' && t('field.name.missing')}
      />
      <ShowsField label={t('screen.shows')} shows={shows} onChoose={setShows} />
      <TextInput
        label={t('screen.tags')}
        description={t('screen.tags.description')}
        maxLength={400}
        value={tags}
        onChange={(event) => setTags(event.currentTarget.value)}
      />
      <div className={formClasses.actions}>
        <Button variant="default" onClick={props.onBack}>
          {t('pair.notThis')}
        </Button>
        <Button type="submit" loading={attempt.isBusy} disabled={attempt.waitSeconds > 0}>
          {t('pair.confirm')}
        </Button>
      </div>
    </form>
  )
}
