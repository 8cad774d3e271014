/** What lies over the page while it is open. */
const OVERLAYS = "[role=dialog], [role=menu], [role=listbox], [role=alertdialog]";
/** What goes by itself once it is dealt with: a row of a list, a message. */
const PASSING = "[data-row], [role=alert]";
const MOST_REMEMBERED = 20;

/**
 * Give the focus back, whatever it was that closed: when a dialog, drawer or menu is taken from the
 * page and the focus falls to the body, it goes to what had it last and is still there, outside of
 * what closed. From a row that leaves its list it goes to the row that takes its place, from a button
 * that leaves its row to what opens the row. Otherwise to the beginning of the page, or of the
 * dialog that is still open. Returns a function that stops it.
 */
export function returnFocus(page: Document = document): () => void {
  let visited: { element: HTMLElement; id: string }[] = [];
  const neighbours = new WeakMap<Node, [Node | null, Node | null]>();
  const remember = ({ target }: FocusEvent) => {
    if (!(target instanceof HTMLElement) || target === page.body) return;
    const others = visited.filter(({ element }) => element !== target);
    visited = [{ element: target, id: target.id }, ...others].slice(0, MOST_REMEMBERED);
  };
  const observer = new MutationObserver((changes) => {
    const removed = changes.flatMap(({ removedNodes, nextSibling, previousSibling }) => {
      const nodes = [...removedNodes];
      for (const node of nodes) neighbours.set(node, [nextSibling, previousSibling]);
      return nodes;
    });
    if (!isLost(page)) return;
    const last = visited[0]?.element;
    const isGone = last?.closest(PASSING) && removed.some((node) => node.contains(last));
    const left = changes.find(({ removedNodes }) =>
      [...removedNodes].some((node) => node === last),
    );
    const row = left && (left.target as Element).closest("[data-row]");
    const opener = row && openerOf(row);
    if (opener?.isConnected) opener.focus({ preventScroll: true });
    else if (isGone || removed.some(hasOverlay)) restore();
  });
  const restore = () => {
    const dialog = topmostDialog(page);
    for (const { element, id } of visited) {
      // What was drawn anew under the same id is the same thing.
      const again = element.isConnected ? element : id ? page.getElementById(id) : null;
      const found = again ?? standIn(element, neighbours);
      if (!found?.checkVisibility() || dialog?.contains(found) === false) continue;
      found.focus({ preventScroll: true });
      if (page.activeElement === found) return;
    }
    (dialog ?? page.querySelector("main"))?.focus({ preventScroll: true });
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

/** In the row after the one that is gone, or else before it: what opens that row. */
function standIn(
  gone: HTMLElement,
  neighbours: WeakMap<Node, [Node | null, Node | null]>,
): HTMLElement | null {
  const row = gone.closest("[data-row]");
  if (!row) return null;
  for (const side of [0, 1] as const) {
    let node: Node | null = row;
    while (node && !(node.isConnected && isRow(node))) {
      const next: Node | null | undefined = node.isConnected
        ? side === 0
          ? node.nextSibling
          : node.previousSibling
        : neighbours.get(node)?.[side];
      node = next ?? null;
    }
    const opener = node && openerOf(node as Element);
    if (opener) return opener;
  }
  return null;
}

const openerOf = (row: Element) =>
  row.querySelector<HTMLElement>("[data-opens], a[href], button:enabled");

const topmostDialog = (page: Document) =>
  [...page.querySelectorAll<HTMLElement>("[role=dialog], [role=alertdialog]")]
    .filter((dialog) => dialog.checkVisibility())
    .at(-1);

const isRow = (node: Node) => node instanceof Element && node.matches("[data-row]");
