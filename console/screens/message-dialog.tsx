// A quick message or a picture over everything that screens show, and for how long.
import { Button, Radio, Textarea } from '@mantine/core'
import '../accounts/user-fields.css'
import { useRef, useState } from 'react'
import { useAttempt } from '../app/attempt.ts'
import { client } from '../app/client.ts'
import { Dialog } from '../app/dialog.tsx'
import { durationOf } from '../app/duration.ts'
import { FailureNotice } from '../app/failure-notice.tsx'
import { focusFirstMistake } from '../app/first-mistake.ts'
import formClasses from '../app/form.module.css'
import { SelectField } from '../app/select-field.tsx'
import { useStatus } from '../app/status.tsx'
import { useTexts } from '../texts/texts.ts'
import classes from './screens.module.css'
import { refreshScreens } from './screens.ts'
import { refreshMessages } from './wall-messages.ts'
import { allScreens, whichOf, WhichField } from './which-field.tsx'

const levels = ['note', 'warning', 'alarm'] as const
const lengths = [5, 15, 30, 60, 240, 1440]
const mostPictureBytes = 2 * 1024 * 1024

export function MessageDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTexts()
  const say = useStatus()
  const attempt = useAttempt()
  const form = useRef<HTMLFormElement>(null)
  const file = useRef<HTMLInputElement>(null)
  const [level, setLevel] = useState<(typeof levels)[number]>('note')
  const [text, setText] = useState('')
  const [picture, setPicture] = useState<{ base64: string; type: string }>()
  const [minutes, setMinutes] = useState('')
  const [draft, setDraft] = useState(allScreens)
  const [isChecked, setChecked] = useState(false)
  const isEmpty = text.trim() === '' && picture === undefined

  const choose = async (chosen: File | undefined): Promise<void> => {
    if (chosen === undefined) return
    if (chosen.size > mostPictureBytes) {
      setPicture(undefined)
      return attempt.fail({
        code: 'secret.picture_too_large',
        key: 'error.secret.picture_too_large',
        isPassing: false,
      })
    }
    attempt.clear()
    setPicture({ base64: await base64Of(chosen), type: chosen.type })
  }

  const show = async (): Promise<void> => {
    setChecked(true)
    const which = whichOf(draft)
    if (isEmpty || which === undefined) return focusFirstMistake(form.current)
    const body = {
      which,
      level,
      text: text.trim(),
      ...(picture === undefined ? {} : { picture: picture.base64 }),
      ...(minutes === '' ? {} : { minutes: Number(minutes) }),
    }
    let count = 0
    const failure = await attempt.run(async () => {
      count = (await client.call('POST /api/v1/wall-messages', { body })).screens
    })
    if (failure !== undefined) return
    onClose()
    say(t('message.shown', { count }))
    await Promise.all([refreshMessages(), refreshScreens()])
  }

  return (
    <Dialog title={t('screens.message')} onClose={onClose}>
      <form
        ref={form}
        className={formClasses.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!attempt.isBusy && attempt.waitSeconds === 0) void show()
        }}
      >
        <FailureNotice attempt={attempt} />
        <Radio.Group
          label={t('message.level')}
          value={level}
          onChange={(value) => setLevel(levels.find((one) => one === value) ?? 'note')}
        >
          <div className={formClasses.choices}>
            {levels.map((value) => (
              <Radio
                key={value}
                value={value}
                label={t(`message.level.${value}`)}
                description={t(`message.level.${value}.description`)}
              />
            ))}
          </div>
        </Radio.Group>
        <Textarea
          label={t('message.text')}
          rows={3}
          maxLength={500}
          data-autofocus
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={isChecked && isEmpty && t('error.wall_message.empty')}
        />
        <div>
          <input
            ref={file}
            type="file"
            accept="image/png,image/jpeg,image/webp"
            hidden
            onChange={(event) => void choose(event.currentTarget.files?.[0])}
          />
          <div className={classes.buttons}>
            <Button size="xs" variant="default" onClick={() => file.current?.click()}>
              {t(picture === undefined ? 'message.picture' : 'message.anotherPicture')}
            </Button>
            {picture !== undefined && (
              <Button size="xs" variant="default" onClick={() => setPicture(undefined)}>
                {t('message.noPicture')}
              </Button>
            )}
          </div>
          {picture !== undefined && (
            <img
              className={classes.chosenPicture}
              src={`data:${picture.type};base64,${picture.base64}`}
              alt={t('message.picture.alt')}
            />
          )}
        </div>
        <WhichField draft={draft} onChange={setDraft} isChecked={isChecked} />
        <SelectField
          label={t('message.howLong')}
          value={minutes}
          choices={[
            { value: '', text: t('message.untilTakenBack') },
            ...lengths.map((length) => ({ value: String(length), text: durationOf(length * 60, t) })),
          ]}
          onChoose={setMinutes}
        />
        <div className={formClasses.actions}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button
            type="submit"
            {...(level === 'alarm' ? { color: 'red.8' } : {})}
            loading={attempt.isBusy}
            disabled={attempt.waitSeconds > 0}
          >
            {t('message.show')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let letters = ''
  for (const byte of bytes) letters += String.fromCharCode(byte)
  return btoa(letters)
}
