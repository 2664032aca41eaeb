// The ceiling: passwords checked per second by a process that does nothing else, on the core of the servers.
import { verify } from '@node-rs/argon2'
import { hashPassword } from './password-hash.ts'
import { password } from './people.ts'

const phc = await hashPassword()

process.on('message', ({ id, mostMs }: { id: number; mostMs: number }) => {
  void measure(mostMs).then((perSecond) => process.send?.({ id, outcome: perSecond }))
})

async function measure(mostMs: number): Promise<number> {
  let count = 0
  const startedAt = performance.now()
  // One more than there are threads on a core, so that it is busy while a result is handed over.
  const work = async () => {
    while (performance.now() - startedAt < mostMs) {
      await verify(phc, password)
      count += 1
    }
  }
  await Promise.all([work(), work()])
  return count / ((performance.now() - startedAt) / 1000)
}
