import type { LiveMessage, View } from "../generated/types.gen";

/** The views that went stale; `null`: anything may have. */
export type StaleViews = readonly View[] | null;

export interface LineListener {
  /** The line is open, for the first time. */
  opened: () => void;
  stale: (views: StaleViews) => void;
  /** The session is over. */
  ended: () => void;
  /** The line could not be opened, or was lost. It is opened again by itself. */
  broken: () => void;
}

/** The edge takes no more; it forgets much sooner, and then says that all may be stale. */
const MOST_SHOWN_FOR_MILLISECONDS = 3_600_000;
const RETRY_AFTER_MILLISECONDS = [1_000, 2_000, 5_000, 10_000, 30_000] as const;

/**
 * Open `/api/live` until the returned function is called. The browser's own reconnecting gives up
 * on an error answer, so a line that closes is opened again here, ever more slowly; what was missed
 * meanwhile counts as stale.
 *
 * What is shown was fetched from `shownSince` on (of `performance.now()`): the edge tells first what
 * went stale between then and the opening. Left out: all of it is fetched anew anyhow.
 */
export function openLine(portal: string, listener: LineListener, shownSince?: number): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let wasOpen = false;

  const hear = (message: LiveMessage) => {
    if (message.ended) {
      close();
      listener.ended();
      return;
    }
    const missed = message.resync || (wasOpen && failures > 0);
    failures = 0;
    if (!wasOpen) {
      wasOpen = true;
      listener.opened();
    }
    if (missed) listener.stale(null);
    else if (message.stale?.length) listener.stale(message.stale);
  };
  const open = () => {
    const asked = new URLSearchParams({ portal });
    if (!wasOpen && shownSince !== undefined) {
      const shownFor = Math.ceil(performance.now() - shownSince);
      asked.set("shown_for", String(Math.min(shownFor, MOST_SHOWN_FOR_MILLISECONDS)));
    }
    source = new EventSource(`/api/live?${asked}`);
    source.onmessage = (event: MessageEvent<string>) => hear(JSON.parse(event.data));
    source.onerror = () => {
      source?.close();
      timer = setTimeout(open, RETRY_AFTER_MILLISECONDS[Math.min(failures, 4)] ?? 30_000);
      failures += 1;
      listener.broken();
    };
  };
  const close = () => {
    clearTimeout(timer);
    if (source) source.onerror = null;
    source?.close();
  };
  open();
  return close;
}
