// The second step by a code from paper: a recovery code, or a bypass code that an admin has read out.
import { client } from '../app/client.ts'
import { EntryPage } from '../app/entry-page.tsx'
import { useTexts } from '../texts/texts.ts'
import { PrintedCodeForm } from './printed-code-form.tsx'
import { OtherMethods, startAgainWhenOver, type MethodProps } from './second-factor-step.tsx'

const printed = {
  recovery_code: { route: 'POST /api/v1/sign-in/recovery-code', kind: 'signIn.recovery' },
  bypass_code: { route: 'POST /api/v1/sign-in/bypass-code', kind: 'signIn.bypass' },
} as const

export function PrintedCodeStep(props: MethodProps) {
  const { t } = useTexts()
  const { route, kind } = printed[props.method === 'bypass_code' ? 'bypass_code' : 'recovery_code']
  const { challenge } = props.pending
  return (
    <EntryPage title={t(`${kind}.title`)} lead={t(`${kind}.lead`)}>
      <PrintedCodeForm
        kind={kind}
        submit={async (code) => {
          await client.call(route, { body: { challenge, code } })
          await props.onDone()
        }}
        onFailure={startAgainWhenOver(props.onStartAgain)}
      />
      <OtherMethods {...props} />
    </EntryPage>
  )
}
