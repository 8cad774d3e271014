/** What a click opens, saves or goes to: once is enough. A button says it of itself. */
const ONCE = "a[href], [aria-haspopup], [role=menuitem], [data-once]";

/**
 * Whoever clicks twice means once: the second click of a double click would close the menu that the
 * first one opened, save a file a second time, or go to a page twice, so that Back does nothing.
 * What is clicked many times in a row, such as the next week or Undo, is left alone, and so are
 * clicks of the keyboard, which count as none. Returns a function that stops it.
 */
export function ignoreSecondClicks(page: Document = document): () => void {
  const ignore = (event: MouseEvent) => {
    if (event.detail < 2 || !(event.target instanceof Element) || !event.target.closest(ONCE)) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  page.addEventListener("click", ignore, { capture: true });
  return () => page.removeEventListener("click", ignore, { capture: true });
}
