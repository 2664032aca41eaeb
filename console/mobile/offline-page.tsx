// Without the server: what works and what does not, and on by itself once it is back.
import { Button } from '@mantine/core'
import { useEffect, useEffectEvent, useState } from 'react'
import { EntryPage } from '../app/entry-page.tsx'
import { useTexts } from '../texts/texts.ts'
import { isServerThere } from './server-there.ts'
import listClasses from './offline-page.module.css'

const TRY_MS = 5_000

export function OfflinePage({ onBack }: { onBack: () => void }) {
  const { t } = useTexts()
  const [isTrying, setTrying] = useState(false)
  const look = useEffectEvent(async () => {
    if (await isServerThere()) onBack()
  })
  useEffect(() => {
    const again = (): void => void look()
    const timer = setInterval(again, TRY_MS)
    window.addEventListener('online', again)
    return () => {
      clearInterval(timer)
      window.removeEventListener('online', again)
    }
  }, [])

  const tryNow = async (): Promise<void> => {
    setTrying(true)
    const isBack = await isServerThere()
    setTrying(false)
    if (isBack) onBack()
  }
  return (
    <EntryPage title={t('app.offline.title')} lead={t('app.offline.lead')}>
      <ul className={listClasses.list}>
        <li>{t('app.offline.app')}</li>
        <li>{t('app.offline.codes')}</li>
        <li>{t('app.offline.approvals')}</li>
      </ul>
      <Button fullWidth size="md" loading={isTrying} onClick={() => void tryNow()}>
        {t('action.tryAgain')}
      </Button>
      <p className={listClasses.hint}>{t('app.offline.waiting')}</p>
    </EntryPage>
  )
}
