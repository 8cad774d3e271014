import { flushSync } from "react-dom";

/**
 * Show what is wrong with a form that was sent, and lead whoever sent it to the first of it: by keys
 * and for a screen reader nothing would have happened otherwise. Nothing moves where nothing is wrong.
 */
export function showFirstWrong(form: HTMLElement, show: () => void): void {
  flushSync(show);
  form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}
