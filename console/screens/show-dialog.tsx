// One thing on many screens at once.
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useAttempt } from '../app/attempt.ts'
import { client } from '../app/client.ts'
import { Dialog } from '../app/dialog.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import formClasses from '../app/form.module.css'
import { useStatus } from '../app/status.tsx'
import { useTexts } from '../texts/texts.ts'
import { refreshScreens, type Shows } from './screens.ts'
import { ShowsField } from './shows-field.tsx'
import { allScreens, whichOf, WhichField } from './which-field.tsx'

export function ShowDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTexts()
  const say = useStatus()
  const attempt = useAttempt()
  const [shows, setShows] = useState<Shows>({ kind: 'nothing' })
  const [draft, setDraft] = useState(allScreens)
  const [isChecked, setChecked] = useState(false)

  const show = async (): Promise<void> => {
    setChecked(true)
    const which = whichOf(draft)
    if (which === undefined) return
    let count = 0
    const failure = await attempt.run(async () => {
      count = (await client.call('POST /api/v1/screens/show', { body: { which, shows } })).screens
    })
    if (failure !== undefined) return
    onClose()
    say(t('show.done', { count }))
    await refreshScreens()
  }

  return (
    <Dialog title={t('screens.showOnMany')} onClose={onClose}>
      <form
        className={formClasses.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!attempt.isBusy && attempt.waitSeconds === 0) void show()
        }}
      >
        <FailureNotice attempt={attempt} />
        <ShowsField label={t('screen.shows')} shows={shows} onChoose={setShows} />
        <WhichField draft={draft} onChange={setDraft} isChecked={isChecked} />
        <div className={formClasses.actions}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={attempt.isBusy} disabled={attempt.waitSeconds > 0}>
            {t('show.confirm')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
