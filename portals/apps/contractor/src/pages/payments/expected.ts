import type { ExpectedClientPayment } from "@portico/api";
import type { Formats } from "@portico/ui";

type Say = (key: string, values?: Record<string, unknown>) => string;

/** When the client's money is expected, and why then, in one sentence (B24). */
export function expectedSentence(
  { basis, due_on, first_on, last_on, earliest_days, latest_days }: ExpectedClientPayment,
  say: Say,
  formats: Pick<Formats, "day" | "range">,
): string {
  if (typeof earliest_days !== "number" || typeof latest_days !== "number") {
    return say("expected.too_few", { day: formats.day(due_on) });
  }
  const habit = habitOf(earliest_days, latest_days, say);
  if (basis !== "record" || !first_on || !last_on) return say("expected.late", { habit });
  return say("expected.range", { range: formats.range(first_on, last_on), habit });
}

/** Such as "2 to 8 days after the due date"; days below zero are before it. */
function habitOf(earliest: number, latest: number, say: Say): string {
  if (earliest < 0 && latest > 0) {
    return say("expected.around", {
      before: say("expected.days", { count: -earliest }),
      after: say("expected.days", { count: latest }),
    });
  }
  const side = latest > 0 ? "after" : "before";
  const [from, to] = latest > 0 ? [earliest, latest] : [-latest, -earliest];
  if (to === 0) return say("expected.on_due");
  if (from === to) return say(`expected.${side}`, { days: say("expected.days", { count: to }) });
  const days = say("expected.days", { count: to });
  return say(from === 0 ? `expected.up_to_${side}` : `expected.${side}_from`, { from, days });
}
