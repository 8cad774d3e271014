import type { DateMove, HistoryItem } from "@portico/api";
import { todayIn } from "@portico/ui";
import { isOrdered } from "./states";

/** The kinds of events in the history of a transaction, by the names of the payments service. */
export const HISTORY_KINDS = [
  "created",
  "held",
  "released",
  "client_paid",
  "ordered",
  "paid",
  "came_back",
  "reversed",
] as const;

/** Why banks send payments back, by ISO 20022: those that have a text of their own. */
const BANK_REASONS = new Set([
  "AC01",
  "AC03",
  "AC04",
  "AC06",
  "AC07",
  "AG01",
  "AM02",
  "AM04",
  "AM05",
  "BE01",
  "BE04",
  "CURR",
  "CUST",
  "DT01",
  "DUPL",
  "FOCR",
  "MD07",
  "MS02",
  "MS03",
  "NARR",
  "RC01",
  "RR04",
  "TM01",
]);

/** A sentence of the catalogue, with what is filled in; days are written by the reader's locale. */
export interface Sentence {
  key: string;
  day?: string;
  otherDay?: string;
  text?: string;
  /** What stands for `text`, by language. */
  names?: Record<string, string>;
}

/** What happened, and what more is known of it. Days are those of the agency's time zone. */
export function historySentence(
  { what, state, facts, happened_at }: HistoryItem,
  timeZone: string,
): { title: string; details: Sentence[] } {
  const fact = (name: string): string | undefined => {
    const value = facts[name];
    return typeof value === "string" && value ? value : undefined;
  };
  const known = HISTORY_KINDS.find((one) => one === what);
  const paidOn = fact("paid_on");
  // A payment of a later day was ordered then: the money has not moved yet.
  const isAhead =
    known === "paid" && isOrdered(paidOn ?? null, todayIn(timeZone, new Date(happened_at)));
  const title = `history.${isAhead ? "ordered" : (known ?? "other")}`;
  const details: Sentence[] = [];
  const estimated = fact("estimated_payment_on");
  const previously = fact("previously_on");
  const moved = previously !== undefined && estimated !== undefined && previously !== estimated;
  if (moved) {
    details.push({ key: "history.moved", day: estimated, otherDay: previously });
    const names = namesOf(facts.moved);
    if (names) details.push({ key: "history.reason", names });
  } else if (estimated) details.push({ key: "history.estimated", day: estimated });
  else if (known === "created" || known === "released" || known === "client_paid") {
    details.push({ key: `history.then.${state}` });
  }
  const payment = fact("payment");
  if (known === "paid" && paidOn) {
    details.push({ key: "history.paid_on", day: paidOn, text: payment });
  }
  const invoice = fact("invoice");
  if (invoice) details.push({ key: "history.invoice", text: invoice });
  const code = fact("reason_code");
  if (known === "came_back" && code) {
    details.push({ key: `history.bank_reasons.${BANK_REASONS.has(code) ? code : "other"}` });
  }
  const reason = fact("reason");
  if (reason) details.push({ key: "history.reason", text: reason });
  return { title, details };
}

/** What moved a day, in each language, where that was kept. */
function namesOf(moved: unknown): Record<string, string> | undefined {
  return (moved as Pick<DateMove, "names"> | null | undefined)?.names;
}
