// Step-up: where the server asks for a fresh code, the person is asked, and what was begun goes on.
import { createContext, use, useState, type ReactNode } from 'react'
import { client } from '../app/client.ts'
import { Dialog } from '../app/dialog.tsx'
import { hasCode } from '../app/failure.ts'
import { useTexts } from '../texts/texts.ts'
import { CodeForm } from './code-form.tsx'

type Freshly = <Result>(action: () => Promise<Result>) => Promise<Result>

const FreshCode = createContext<Freshly>((action) => action())

/**
 * Runs an action; when it needs a fresh code, asks for one and runs it again. Throws what the action threw, also when
 * the person closes the question.
 */
export function useFreshly(): Freshly {
  return use(FreshCode)
}

export function FreshCodeProvider({ children }: { children: ReactNode }) {
  const { t } = useTexts()
  const [question, setQuestion] = useState<{ onProven: () => void; onDeclined: () => void }>()

  const freshly: Freshly = async (action) => {
    try {
      return await action()
    } catch (error) {
      if (!hasCode(error, 'second_factor.fresh_code_required')) throw error
      const isProven = await new Promise<boolean>((resolve) => {
        setQuestion({ onProven: () => resolve(true), onDeclined: () => resolve(false) })
      })
      setQuestion(undefined)
      if (!isProven) throw error
      return action()
    }
  }

  return (
    <FreshCode value={freshly}>
      {children}
      {question !== undefined && (
        <Dialog title={t('freshCode.title')} size="sm" onClose={question.onDeclined}>
          <CodeForm
            label={t('code.label')}
            description={t('freshCode.description')}
            submitLabel={t('action.continue')}
            submit={async (code) => {
              await client.call('POST /api/v1/me/second-factor/verify', { body: { code } })
              question.onProven()
            }}
          />
        </Dialog>
      )}
    </FreshCode>
  )
}
