import type { WorkRow } from "@portico/api";
import { type Formats, useFormats } from "@portico/ui";

type Amount = Pick<WorkRow, "article" | "quantity" | "minutes" | "currency">;

/** How much an entry is of: hours, or an expense with its currency. */
export function quantityText(row: Amount, formats: Formats): string {
  if (row.article !== "expense") {
    return formats.hours(row.minutes === null ? row.quantity : row.minutes / 60);
  }
  return formats.amount(row.quantity, row.currency);
}

/** What an entry is called in a sentence: who, when, how much. */
export function useEntryName() {
  const formats = useFormats();
  return (row: Amount & Pick<WorkRow, "contractor_name" | "work_on">): string =>
    [row.contractor_name, formats.dayOfMonth(row.work_on), quantityText(row, formats)].join(", ");
}
