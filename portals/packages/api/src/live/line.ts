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

const RETRY_AFTER_MILLISECONDS = [1_000, 2_000, 5_000, 10_000, 30_000] as const;

/**
 * Open `/api/live` until the returned function is called. The browser's own reconnecting gives up
 * on an error answer, so a line that closes is opened again here, ever more slowly; what was missed
 * meanwhile counts as stale.
 */
export function openLine(portal: string, listener: LineListener): () => void {
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
    source = new EventSource(`/api/live?portal=${encodeURIComponent(portal)}`);
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
