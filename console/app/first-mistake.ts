// After a check that found mistakes: the first field that has one takes the focus.

/** Looks once the mistakes are on the page, which is after the next paint. */
export function focusFirstMistake(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}
