// What state an account and its second factor are in, in one word and one line below it.
import { Badge } from '../app/badge.tsx'
import { useTexts } from '../texts/texts.ts'
import type { User } from './users.ts'
import classes from './users-table.module.css'

export function AccountState({ user }: { user: User }) {
  const { t } = useTexts()
  const word = t(`user.state.${user.state}`)
  // Most are active: only what is not draws the eye.
  if (user.state === 'active') return <span>{word}</span>
  return <Badge tone={user.state === 'invited' ? 'warn' : 'quiet'}>{word}</Badge>
}

export function SecondFactorState({ user }: { user: User }) {
  const { t } = useTexts()
  const { enrolled, requirement } = user.secondFactor
  const isRequired = requirement.source !== 'optional'
  return (
    <div className={classes.stacked}>
      {enrolled ? (
        <Badge tone="good">{t('user.secondFactor.enrolled')}</Badge>
      ) : isRequired ? (
        <Badge tone="warn">{t('user.secondFactor.notYet')}</Badge>
      ) : (
        <Badge tone="quiet">{t('user.secondFactor.off')}</Badge>
      )}
      {isRequired && <span className={classes.small}>{t('user.secondFactor.required')}</span>}
    </div>
  )
}
