// What state a connection is in, and whether it makes codes, each in one word.
import { Badge } from '../app/badge.tsx'
import { useTexts } from '../texts/texts.ts'
import type { Connection } from './connections.ts'

const tones = {
  signed_in: 'good',
  signing_in: 'quiet',
  needs_attention: 'bad',
  paused: 'quiet',
} as const satisfies Record<Connection['state'], string>

export function ConnectionState({ connection }: { connection: Pick<Connection, 'state'> }) {
  const { t } = useTexts()
  return <Badge tone={tones[connection.state]}>{t(`connection.state.${connection.state}`)}</Badge>
}

export function SecretState({ connection }: { connection: Pick<Connection, 'hasSecret'> }) {
  const { t } = useTexts()
  return connection.hasSecret ? (
    <Badge tone="good">{t('connection.hasSecret')}</Badge>
  ) : (
    <Badge tone="quiet">{t('connection.hasNoSecret')}</Badge>
  )
}
