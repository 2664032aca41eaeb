// The button that asks for a passkey. A popup closes when the window comes in which it is asked for: there it goes on in a tab.
import type { App } from '../app/app.ts'
import { makeForm } from '../app/form.ts'
import { continueInTab, type TabTask } from '../app/tab-task.ts'

/**
 * @param task what the tab is to begin with
 * @param ask asks for the passkey and uses it, as long as the button is still there; throws what went wrong
 */
export function passkeyForm(
  app: App,
  {
    task,
    submitLabel,
    ask,
  }: { task: TabTask; submitLabel: string; ask: (isShown: () => boolean) => Promise<void> },
): HTMLFormElement {
  const form: HTMLFormElement = makeForm(app, {
    fields: [],
    submitLabel,
    submit: () => (app.place === 'popup' ? continueInTab(task) : ask(() => form.isConnected)),
  })
  form.dataset.task = task
  return form
}
