import { useCallback, useRef, useState } from "react";

/** What a try came to: the page is left for another one, or stays for another try. */
export type Outcome = "left" | "stays";

/**
 * The ways into the portal that a page has, one try at a time. Who is signed in sees the page until
 * the next one is there: it stays busy as long, or a second press, or a passkey that answers by
 * itself, would sign them in twice and send them back from where they went on to.
 *
 * `attempt` is told what to do, and what to do with a failure (by default it is shown); it says
 * whether the page is left. One that comes while another is under way does nothing.
 */
export function useOneTry<Way extends string = "it">() {
  const underWay = useRef(false);
  const [busy, setBusy] = useState<Way | null>(null);
  const [error, setError] = useState<unknown>(null);
  const attempt = useCallback(
    async (
      way: Way,
      act: () => Promise<Outcome>,
      failed: (failure: unknown) => void = setError,
    ): Promise<Outcome> => {
      if (underWay.current) return "left";
      underWay.current = true;
      setBusy(way);
      setError(null);
      let outcome: Outcome = "stays";
      try {
        outcome = await act();
      } catch (failure) {
        failed(failure);
      }
      if (outcome === "left") return outcome;
      underWay.current = false;
      setBusy(null);
      return outcome;
    },
    [],
  );
  return { busy, error, setError, attempt };
}
