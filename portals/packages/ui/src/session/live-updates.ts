import { followLive, sessionMe } from "@portico/api";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Refresher } from "../queries";

/**
 * Keep what is shown up to date while somebody is signed in. When the line ends or breaks the edge is
 * asked who is signed in: a refusal leads out of the session (see `WayOut`), and where somebody else
 * is, all that is shown goes.
 */
export function useLiveUpdates(
  portal: "contractor" | "customer" | "agency",
  personId: string,
): void {
  const queries = useQueryClient();
  const [ended, setEnded] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a line that has ended is opened anew
  useEffect(() => {
    const refresher = new Refresher(queries);
    const ask = async (isOver: boolean) => {
      try {
        const { data } = await sessionMe({ query: { portal } });
        if (data && data.person.person_id !== personId) globalThis.location.reload();
        else if (isOver) setEnded((count) => count + 1);
      } catch {
        // Refused: the way out is taken already. Away: the next break asks again.
      }
    };
    const stop = followLive(portal, {
      stale: (views) => refresher.note(views),
      ended: () => void ask(true),
      broken: () => void ask(false),
    });
    return () => {
      stop();
      refresher.stop();
    };
  }, [queries, portal, personId, ended]);
}
