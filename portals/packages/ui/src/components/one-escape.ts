// Whatever prefix the portal gives to Mantine's classes.
const DIALOGS = '[class*="-Modal-content"], [class*="-Drawer-content"]';
const CLOSE = '[class*="-Modal-close"], [class*="-Drawer-close"]';

/**
 * Escape closes the dialog on top and nothing below it. (Each of Mantine's hears of the key by
 * itself, at the window: so this has to be there before any of them.) One that works on something
 * is not closed. Returns a function that stops it.
 */
export function closeTopmostOnly(page: Document = document): () => void {
  const close = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.isComposing) return;
    const open = [...page.querySelectorAll(DIALOGS)].filter((dialog) => dialog.checkVisibility());
    const top = open.at(-1);
    // A list that is open in the dialog has the key for itself, and Mantine knows by this.
    const isTaken =
      event.target instanceof Element &&
      event.target.closest("[data-mantine-stop-propagation=true]");
    if (!top || open.length < 2 || isTaken) return;
    event.stopImmediatePropagation();
    if (!top.querySelector("[data-loading]")) top.querySelector<HTMLElement>(CLOSE)?.click();
  };
  globalThis.addEventListener("keydown", close, { capture: true });
  return () => globalThis.removeEventListener("keydown", close, { capture: true });
}
