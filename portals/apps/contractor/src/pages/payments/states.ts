import type { TransactionState } from "@portico/api";
import type { Tone } from "@portico/ui";

/** What is known of when a transaction is paid. */
export interface PaymentSchedule {
  state: TransactionState;
  estimated_payment_on: string | null;
  held_because: string | null;
}

/** What the column "Estimated payment date" says (C8, C9): a day, or a state in words. */
type PaymentDateDisplay =
  | { day: string }
  | { state: TransactionState; tone: Tone; reason: string | null };

/** What is said of a state: what is paid on a day that has not come yet is on its way until then. */
type DisplayState = TransactionState | "ordered";

const TONES: Record<DisplayState, Tone> = {
  pending_client_payment: "neutral",
  scheduled: "info",
  processing: "info",
  pending_release: "warn",
  on_hold: "bad",
  ordered: "info",
  paid: "good",
  reversed: "neutral",
};

export function toneOf(state: DisplayState): Tone {
  return TONES[state];
}

/** Whether a day (`YYYY-MM-DD`) of payment is still to come at the agency. */
export function isOrdered(paid_on: string | null, today: string): boolean {
  return paid_on !== null && paid_on > today;
}

export function displayStateOf(
  state: TransactionState,
  paid_on: string | null,
  today: string,
): DisplayState {
  return state === "paid" && isOrdered(paid_on, today) ? "ordered" : state;
}

export function shownAs({
  state,
  estimated_payment_on,
  held_because,
}: PaymentSchedule): PaymentDateDisplay {
  if (state === "scheduled" && estimated_payment_on) return { day: estimated_payment_on };
  // Its pay run is about to come: without a day, what is scheduled is being processed.
  const said = state === "scheduled" ? "processing" : state;
  return { state: said, tone: TONES[said], reason: said === "on_hold" ? held_because : null };
}

/** What the last sum of a transaction is called: nothing is net while its deductions are open. */
export const netField = (of: { deductions_unsettled: boolean }) =>
  of.deductions_unsettled ? "fields.net_unsettled" : "fields.net";

/** What comes next, as a key of the catalogue (`next.*`), and the day that it is about. */
interface NextStep {
  key:
    | DisplayState
    | "planned"
    | "correction_to_release"
    | "correction"
    | "correction_reversed"
    | "set_off";
  day: string | null;
}

export function nextOf(
  of: PaymentSchedule & { paid_on: string | null; net: { amount_minor: number } },
  today: string,
): NextStep {
  const said = displayStateOf(of.state, of.paid_on, today);
  const takesBack = of.net.amount_minor < 0;
  if (said === "paid" || said === "ordered")
    return { key: takesBack ? "set_off" : said, day: of.paid_on };
  if (takesBack && said === "pending_release") return { key: "correction_to_release", day: null };
  if (takesBack && said === "reversed") return { key: "correction_reversed", day: null };
  if (takesBack && said !== "on_hold") return { key: "correction", day: null };
  // The bank is ordered for a day: it is no next pay run that pays it.
  const day = of.estimated_payment_on;
  if (said === "processing" && day !== null && day >= today) return { key: "ordered", day };
  const shown = shownAs(of);
  if ("day" in shown) return { key: "planned", day: shown.day };
  return { key: shown.state, day: null };
}
