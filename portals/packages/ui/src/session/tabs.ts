/** What one tab tells the others about the session of a portal. */
type SessionNews = { kind: "signed_out" } | { kind: "signed_in"; personId: string };

const channelOf = (portal: string) => `portico-session-${portal}`;

/** Tell the other tabs of this browser. */
export function tellTabs(portal: string, news: SessionNews): void {
  const channel = new BroadcastChannel(channelOf(portal));
  channel.postMessage(news);
  channel.close();
}

/** Hear what other tabs of this browser tell. */
export function hearTabs(portal: string, hear: (news: SessionNews) => void): () => void {
  const channel = new BroadcastChannel(channelOf(portal));
  channel.onmessage = (event: MessageEvent<SessionNews>) => hear(event.data);
  return () => channel.close();
}

const RECENT_MILLISECONDS = 30_000;
const markOf = (portal: string) => `portico-signed-out-${portal}`;

/**
 * Note that somebody logs out here: the news of the edge that the session is over may reach another
 * tab before the answer reaches this one. `false` takes it back.
 */
export function markSignedOut(portal: string, isSo = true): void {
  try {
    if (isSo) localStorage.setItem(markOf(portal), String(Date.now()));
    else localStorage.removeItem(markOf(portal));
  } catch {
    // A browser that keeps nothing: the other tabs are told when it is done.
  }
}

/** Whether somebody has just logged out in this browser. */
export function wasSignedOutHere(portal: string): boolean {
  try {
    const at = Number(localStorage.getItem(markOf(portal)) ?? 0);
    return Date.now() - at < RECENT_MILLISECONDS;
  } catch {
    return false;
  }
}
