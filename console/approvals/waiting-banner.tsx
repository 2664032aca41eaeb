// Over every page of the app on a registered phone: that a sign-in waits. It also has the phone keep its session open, right
// after a sign-in on it, while the proof is fresh.
import { IconDeviceMobileCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { useEffect, useEffectEvent } from 'react'
import type { Me } from '../accounts/me.ts'
import { useTexts } from '../texts/texts.ts'
import { isWaiting, useFollowedWaiting, waitingQuery } from './approvals.ts'
import classes from './approvals.module.css'
import { useRingEnds } from './ring-ends.ts'
import { keepSignedIn, useThisPhone, type RegisteredPhone } from './this-phone.ts'

export function WaitingBanner({ me }: { me: Me }) {
  const { phone, error } = useThisPhone(me)
  const { pathname } = useLocation()
  const isPossible = phone === undefined ? error !== null : phone !== false
  // Its own page shows more, on a line of its own.
  if (!isPossible || pathname === '/approve') return null
  return (
    <>
      {phone !== undefined && phone !== false && <KeptOpen me={me} phone={phone} />}
      <Waits />
    </>
  )
}

function KeptOpen({ me, phone }: { me: Me; phone: RegisteredPhone }) {
  const { session } = me
  const keep = useEffectEvent(() => {
    if (session.phone === phone.id) return
    // Refused where the proof is too old; the profile says so, and asks for another one.
    keepSignedIn(phone, session.id).catch(() => undefined)
  })
  useEffect(() => keep(), [phone.id, session.id])
  return null
}

function Waits() {
  const { t } = useTexts()
  useFollowedWaiting()
  const { data: waiting, dataUpdatedAt } = useQuery(waitingQuery)
  useRingEnds(waiting?.items, dataUpdatedAt)
  return (
    <div role="alert">
      {waiting?.items.some(isWaiting) === true && (
        <Link to="/approve" className={classes.banner}>
          <IconDeviceMobileCheck size={20} stroke={1.8} aria-hidden />
          {t('approvals.banner')}
        </Link>
      )}
    </div>
  )
}
