/**
 * Whether somebody uses the page, so that a tab that only fetches what it was told is stale keeps no
 * session alive: requests without a hand on the page lately say so, and the edge counts them as none.
 */

export const BACKGROUND_HEADER = "Portico-Background";

/** A click's requests follow within seconds; a page may also load slowly after one. */
export const HANDS_ON_MILLISECONDS = 60_000;

const SIGNS = ["pointerdown", "keydown", "wheel", "touchstart", "input"] as const;

let lastUsedAt = Date.now();

/** Watch for hands on this page. Opening the page is one. */
export function watchUse(page: EventTarget): void {
  lastUsedAt = Date.now();
  for (const sign of SIGNS) {
    page.addEventListener(sign, noteUse, { capture: true, passive: true });
  }
}

/** Whether a request of this moment is nobody's doing. */
export function isBackground(now: number = Date.now()): boolean {
  return now - lastUsedAt > HANDS_ON_MILLISECONDS;
}

function noteUse(): void {
  lastUsedAt = Date.now();
}
