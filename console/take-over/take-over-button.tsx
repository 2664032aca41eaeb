// Taking a sign-in over: asked for a fresh proof, then led to the page.
import { Button } from '@mantine/core'
import { IconHandClick } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import type { Attempt } from '../app/attempt.ts'
import { useFreshly } from '../sessions/step-up.tsx'
import { useTexts } from '../texts/texts.ts'
import { takeOver } from './take-over.ts'

export function TakeOverButton(props: {
  connectionId: string
  /** Whoever shows the button shows its failure. */
  attempt: Attempt
  isPrimary: boolean
}) {
  const { t } = useTexts()
  const freshly = useFreshly()
  const navigate = useNavigate()
  const { connectionId: id, attempt: trying } = props
  const begin = async (): Promise<void> => {
    const attempt = await freshly(() => takeOver(id))
    await navigate({ to: '/connections/$id/take-over/$attempt', params: { id, attempt } })
  }
  return (
    <Button
      {...(props.isPrimary ? {} : { variant: 'default' })}
      leftSection={<IconHandClick size={17} stroke={1.7} aria-hidden />}
      loading={trying.isBusy}
      disabled={trying.waitSeconds > 0}
      onClick={() => void trying.run(begin)}
    >
      {t('takeOver.begin')}
    </Button>
  )
}
