// The button that asks for a passkey. A popup closes when the window comes in which it is asked for: there it goes on in a tab.
import type { App } from '../app/app.ts'
import { makeForm } from '../app/form.ts'
import { continueInTab, type TabTask } from '../app/tab-task.ts'

/**
 * @param task what the tab is to begin with
 * @param ask asks for the passkey and uses it; throws what went wrong
 */
export function passkeyForm(
  app: App,
  { task, submitLabel, ask }: { task: TabTask; submitLabel: string; ask: () => Promise<void> },
): HTMLFormElement {
  const form = makeForm(app, {
    fields: [],
    submitLabel,
    submit: () => (app.place === 'popup' ? continueInTab(task) : ask()),
  })
  form.dataset.task = task
  return form
}
