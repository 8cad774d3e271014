import type { Money, TrailStep, TrailSummary, TrailWait } from "@portico/api";
import { type Formats, moveOf } from "@portico/ui";
import { isOrdered } from "../payments/states";

/** How a sentence is looked up: the catalogue's function, as i18next gives it. */
type Translate = (key: string | string[], values?: Record<string, unknown>) => string;

/** What the sentences need to know of their reader. */
export interface Reader {
  say: Translate;
  formats: Pick<Formats, "hours" | "money" | "day" | "dayOfMonth" | "momentDay" | "momentTime">;
  language: string;
  /** `YYYY-MM-DD` at the agency. */
  today: string;
  /** The moment that `today` is of; without it the present one. */
  now?: Date;
}

/** Hours and expenses, or just the one that there is. */
export function quantity(
  { hours, expenses }: { hours: string | null; expenses: Money | null },
  { say, formats }: Reader,
): string {
  const worked = Number(hours ?? 0) !== 0 ? formats.hours(hours ?? 0) : null;
  const spent = expenses?.amount_minor ? formats.money(expenses) : null;
  if (worked && spent) return say("quantity.both", { hours: worked, expenses: spent });
  if (spent) return say("quantity.expenses", { expenses: spent });
  return worked ?? formats.hours(0);
}

/** What one part of the work waits for and on whom, in one plain sentence (C14). */
export function waiting(wait: TrailWait, client: string | null, reader: Reader): string {
  const { say, formats, today, now } = reader;
  const on = wait.expected_on;
  const until = wait.final_at ? formats.momentTime(wait.final_at, now) : null;
  return say(keyOf(wait, today, until), {
    time: until?.time,
    moment: until?.moment,
    name: wait.name ?? say(`parties.${wait.waits_on}`),
    client: client ?? say("parties.client"),
    work: quantity(wait, reader),
    amount: wait.amount ? formats.money(sizeOf(wait.amount)) : quantity(wait, reader),
    day: on && dayIn(on, reader),
    reason: wait.reason,
  });
}

/** What is taken back is said without its sign: the words say that it is taken off. */
function sizeOf(amount: Money): Money {
  return { ...amount, amount_minor: Math.abs(amount.amount_minor) };
}

function keyOf(
  { waits_for, expected_on, reason, amount }: TrailWait,
  today: string,
  until: ReturnType<Formats["momentTime"]> | null,
): string {
  const isTakenBack = amount !== null && amount.amount_minor < 0;
  if (isTakenBack && (waits_for === "release" || waits_for === "hold_ended")) {
    return "waits.release_deduction";
  }
  if (isTakenBack && (waits_for === "pay_run" || waits_for === "payment_date")) {
    return "waits.deduction";
  }
  switch (waits_for) {
    case "client_payment":
      if (!expected_on) return "waits.client_payment";
      return expected_on < today ? "waits.client_payment_overdue" : "waits.client_payment_due";
    case "payment_date":
      return expected_on ? "waits.payment_date" : "waits.pay_run";
    case "hold_ended":
      return reason ? "waits.hold_ended_because" : "waits.hold_ended";
    case "final_approval":
      return until?.isToday === false ? "waits.final_approval_on" : "waits.final_approval";
    default:
      return `waits.${waits_for}`;
  }
}

/** What moved the day that it waits for, where something did (B22). */
export function movedSentence(
  { moved, expected_on }: TrailWait,
  { say, formats, language }: Reader,
): string | null {
  if (!moved || !expected_on) return null;
  return say("moved", moveOf(moved, expected_on, language, formats));
}

/** What it waits for now; when for nothing, what became of it. */
export function nowOf(trail: TrailSummary, reader: Reader): string {
  const first = trail.waits[0];
  if (first) return waiting(first, trail.company_name, reader);
  const paidOn = trail.stages.find((stage) => stage.stage === "paid_out")?.last_on;
  if (paidOn && trail.paid.amount_minor !== 0) {
    return reader.say(isOrdered(paidOn, reader.today) ? "waits.payment_date" : "waits.paid", {
      amount: reader.formats.money(trail.paid),
      day: dayIn(paidOn, reader),
    });
  }
  return reader.say("waits.nothing");
}

/** How its money stands that has left or is ordered: a pay run may be run ahead of its day. */
export function paidKey(trail: Pick<TrailSummary, "stages">, today: string): PaidKey {
  const paidOut = trail.stages.find((stage) => stage.stage === "paid_out");
  if (!isOrdered(paidOut?.last_on ?? null, today)) return "paid";
  return isOrdered(paidOut?.first_on ?? null, today) ? "on_its_way" : "paid_or_on_its_way";
}

type PaidKey = "paid" | "on_its_way" | "paid_or_on_its_way";

/** A day; the year is said when it is another than this. */
export function dayIn(day: string, { formats, today }: Reader): string {
  return day.slice(0, 4) === today.slice(0, 4) ? formats.dayOfMonth(day) : formats.day(day);
}

/** What a correction takes off: of the work that it takes back, and of what became of it. */
function lessKey({ hours, expenses }: TrailStep, what: string): string {
  const takesWorkBack = what === "priced" && (Number(hours ?? 0) < 0 || isBelowZero(expenses));
  return takesWorkBack ? "steps.priced_work_less" : `steps.${what}_less`;
}

const isBelowZero = (amount: Money | null) => amount !== null && amount.amount_minor < 0;

/** What is taken back of work, without its sign: the words say that it is taken back. */
function sizesOf({ hours, expenses }: TrailStep): Pick<TrailStep, "hours" | "expenses"> {
  return { hours: hours?.replace("-", "") ?? null, expenses: expenses && sizeOf(expenses) };
}

/** What happened in a step, and what more is known of it. */
export function stepSentence(
  step: TrailStep,
  reader: Reader,
): { title: string; details: string[] } {
  const { say, formats, today } = reader;
  const hasWork = step.hours !== null || step.expenses !== null;
  // What took a part of it back says by itself how much.
  const isTakenBack = step.what === "reversed" && !step.amount;
  const isAhead = step.what === "paid_out" && isOrdered(step.on, today);
  const what = isAhead ? "on_its_way" : step.what;
  const known = hasWork ? `steps.${what}_work` : `steps.${what}`;
  const isLess = step.amount !== null && step.amount.amount_minor < 0;
  const title = say(isTakenBack ? "steps.taken_back" : isLess ? lessKey(step, what) : known, {
    work: quantity(isLess ? sizesOf(step) : step, reader),
    amount: step.amount ? formats.money(sizeOf(step.amount)) : "",
    number: step.transaction_number ?? "",
  });
  const details: string[] = [];
  // It can count for another day than that on which it was written down.
  const day = formats.day(step.on);
  if (day !== formats.momentDay(step.at)) {
    details.push(say(isAhead ? "steps.sent_on" : "steps.on", { day }));
  }
  if (step.expected_on) {
    const key = step.what === "invoiced" ? "steps.due_on" : "steps.expected_on";
    details.push(say(key, { day: formats.day(step.expected_on) }));
  }
  if (step.reason_code) {
    const known = `payments:history.bank_reasons.${step.reason_code}`;
    details.push(say([known, "payments:history.bank_reasons.other"]));
  }
  if (step.reason) details.push(say("steps.reason", { reason: step.reason }));
  return { title, details };
}
