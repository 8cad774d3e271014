import type { LiveMessage, View } from "./generated/types.gen";

export interface LiveListener {
  /** These views went stale; `null` means that anything may have. */
  stale: (views: readonly View[] | null) => void;
  /** The session is over. */
  ended: () => void;
}

const AGAIN_AFTER_MILLISECONDS = [1_000, 2_000, 5_000, 10_000, 30_000] as const;

/**
 * Follow `/api/live` until the returned function is called. The browser's own reconnecting gives up
 * on an error answer, so a line that closes is opened again here, ever more slowly; what was missed
 * meanwhile counts as stale.
 */
export function followLive(portal: string, listener: LiveListener): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let stopped = false;

  const open = () => {
    source = new EventSource(`/api/live?portal=${encodeURIComponent(portal)}`);
    source.onmessage = (event: MessageEvent<string>) => {
      const message = JSON.parse(event.data) as LiveMessage;
      if (message.ended) {
        stop();
        listener.ended();
        return;
      }
      const missed = message.resync || failures > 0;
      failures = 0;
      if (missed) listener.stale(null);
      else if (message.stale?.length) listener.stale(message.stale);
    };
    source.onerror = () => {
      source?.close();
      if (stopped) return;
      const wait = AGAIN_AFTER_MILLISECONDS[Math.min(failures, 4)] ?? 30_000;
      failures += 1;
      timer = setTimeout(open, wait);
    };
  };
  const stop = () => {
    stopped = true;
    clearTimeout(timer);
    source?.close();
  };
  open();
  return stop;
}

/** Which live views each operation of the edge shows: what goes stale with them. */
const VIEWS: Record<string, readonly string[]> = {
  contractorDashboard: ["dashboard"],
  contractorListTransactions: ["transactions"],
  contractorSummariseTransactions: ["transactions"],
  contractorShowTransaction: ["transactions", "documents"],
  contractorListPayments: ["payments"],
  contractorShowPayment: ["payments", "documents"],
  contractorShowReport: ["report"],
  contractorListTrail: ["trail"],
  contractorShowTrail: ["trail"],
  contractorListWorkOrders: ["work_orders"],
  contractorListWork: ["work"],
  contractorShowWork: ["work"],
  contractorSummariseWork: ["work"],
  contractorListDocuments: ["documents"],
  contractorShowDocument: ["documents"],
  contractorListNotifications: ["notifications"],
  contractorCountUnreadNotifications: ["notifications"],
  sessionMe: ["me", "agency"],
  sessionListSessions: ["me"],
  sessionListSignInMethods: ["me"],
  sessionShowFactors: ["me"],
  sessionShowProfile: ["me", "agency"],
};

/** The live views of an operation; an unknown operation follows the view that it is named after. */
export function viewsOfOperation(operation: string): readonly string[] {
  return VIEWS[operation] ?? [];
}
