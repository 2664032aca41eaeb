// The way out of a sign-in that is under way: it is forgotten, and one begins with the password.
import type { App } from '../app/app.ts'
import { keptSignIn } from '../app/kept.ts'
import { quietButton } from '../app/view.ts'

export function startAgain(app: App): HTMLElement {
  return quietButton(app.t('signIn.startAgain'), () => {
    void keptSignIn.forget().then(() => app.start())
  })
}
