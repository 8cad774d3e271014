/** What lies over the page while it is open. */
const OVERLAYS = "[role=dialog], [role=menu], [role=listbox], [role=alertdialog]";
const MOST_REMEMBERED = 20;

/**
 * Give the focus back, whatever it was that closed: when a dialog, drawer or menu is taken from the
 * page and the focus falls to the body, it goes to what had it last and is still there, outside of
 * what closed. Otherwise to the beginning of the page. Returns a function that stops it.
 */
export function returnFocus(page: Document = document): () => void {
  let visited: { element: HTMLElement; id: string }[] = [];
  const remember = ({ target }: FocusEvent) => {
    if (!(target instanceof HTMLElement) || target === page.body) return;
    const others = visited.filter(({ element }) => element !== target);
    visited = [{ element: target, id: target.id }, ...others].slice(0, MOST_REMEMBERED);
  };
  const observer = new MutationObserver((changes) => {
    if (!isLost(page)) return;
    if (changes.some(({ removedNodes }) => [...removedNodes].some(hasOverlay))) restore();
  });
  const restore = () => {
    if (page.querySelector("[role=dialog], [role=alertdialog]")) return;
    for (const { element, id } of visited) {
      // What was drawn anew under the same id is the same thing.
      const found = element.isConnected ? element : id ? page.getElementById(id) : null;
      if (!found?.checkVisibility()) continue;
      found.focus({ preventScroll: true });
      if (page.activeElement === found) return;
    }
    page.querySelector("main")?.focus({ preventScroll: true });
  };
  page.addEventListener("focusin", remember);
  observer.observe(page.body, { childList: true, subtree: true });
  return () => {
    page.removeEventListener("focusin", remember);
    observer.disconnect();
  };
}

function isLost({ activeElement, body }: Document): boolean {
  return activeElement === null || activeElement === body;
}

function hasOverlay(node: Node): boolean {
  if (!(node instanceof Element)) return false;
  return node.matches(OVERLAYS) || node.querySelector(OVERLAYS) !== null;
}
