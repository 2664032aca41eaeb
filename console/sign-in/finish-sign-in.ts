// What comes after a finished sign-in: the page that one came from, else the home of the role.
import { useRouter } from '@tanstack/react-router'
import { basePath } from '../app/in-app.ts'

export function useFinishSignIn(): (back?: string) => Promise<void> {
  const router = useRouter()
  return async (back) => {
    const { loadHomeAnew } = await import('../accounts/me.ts')
    const home = await loadHomeAnew()
    // Replaces the sign-in in the history, so that "back" does not lead to a used form.
    router.history.replace(basePath + (back ?? home))
  }
}
