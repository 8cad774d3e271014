import { sessionBeginPasskeyLogin } from "@portico/api";
import { useCallback, useEffect, useRef } from "react";
import { offersInField, type PasskeyAnswer, signWith } from "../passkeys";

// The server takes an answer for five minutes.
const FRESH_MILLISECONDS = 4 * 60_000;

/** Ask for a passkey, in the browser's own dialogue. Null when it was closed. */
export async function askForPasskey(): Promise<PasskeyAnswer | null> {
  const { data } = await sessionBeginPasskeyLogin();
  return data ? signWith(data) : null;
}

/**
 * Offer passkeys where the e-mail address is typed, as long as the page is open. Only one question
 * can be open in a browser: `stop` before another is asked, `start` after it.
 */
export function usePasskeyInField(onPasskey: (passkey: PasskeyAnswer) => Promise<unknown>) {
  const told = useRef(onPasskey);
  told.current = onPasskey;
  const asking = useRef<AbortController | null>(null);
  const isOpen = useRef(false);
  const stop = useCallback(() => {
    asking.current?.abort();
    asking.current = null;
  }, []);
  const start = useCallback(() => {
    stop();
    // Who has signed in by the button is on another page by now: asked there, an authenticator that
    // answers by itself would sign them in once more, and send them back to the first page.
    if (!isOpen.current) return;
    const now = new AbortController();
    asking.current = now;
    void offer(now.signal, (passkey) => told.current(passkey)).catch(() => undefined);
  }, [stop]);
  useEffect(() => {
    isOpen.current = true;
    start();
    return () => {
      isOpen.current = false;
      stop();
    };
  }, [start, stop]);
  return { start, stop };
}

async function offer(
  signal: AbortSignal,
  onPasskey: (passkey: PasskeyAnswer) => Promise<unknown>,
): Promise<void> {
  if (!(await offersInField())) return;
  while (!signal.aborted) {
    const stale = AbortSignal.any([signal, AbortSignal.timeout(FRESH_MILLISECONDS)]);
    const { data } = await sessionBeginPasskeyLogin({ signal });
    const passkey = data && (await signWith(data, { mediation: "conditional", signal: stale }));
    if (passkey && !signal.aborted) {
      await onPasskey(passkey);
      return;
    }
    // Closed by the browser, or gone stale; at once again only in the latter case.
    if (!stale.aborted) return;
  }
}
