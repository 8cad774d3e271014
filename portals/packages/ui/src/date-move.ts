import type { DateMove } from "@portico/api";
import type { Formats } from "./formats";

/** Values of a text that says what moved a date: from which day, why, and to which. */
export function moveOf(
  { planned_on, names }: DateMove,
  to: string,
  language: string,
  formats: Pick<Formats, "dayOfMonth">,
): { from: string; reason: string | undefined; to: string } {
  return {
    from: formats.dayOfMonth(planned_on),
    reason: names[language] ?? names.en,
    to: formats.dayOfMonth(to),
  };
}
