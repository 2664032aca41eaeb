// What state an account and its second factor are in, in one word and one line below it.
import { Badge } from '../app/badge.tsx'
import { useTexts } from '../texts/texts.ts'
import type { User } from './users.ts'
import classes from './users-table.module.css'

export function AccountState({ user }: { user: User }) {
  const { t } = useTexts()
  const tones = { active: 'good', invited: 'warn', disabled: 'quiet' } as const
  return <Badge tone={tones[user.state]}>{t(`user.state.${user.state}`)}</Badge>
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
      <span className={classes.small}>
        {isRequired ? t('user.secondFactor.required') : t('user.secondFactor.optional')}
      </span>
    </div>
  )
}
