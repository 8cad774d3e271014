import { useFormats } from "@portico/ui";
import { useTranslation } from "react-i18next";
import { type Cell, type Line, totalsOf } from "./model";
import { minorDigits } from "./quantity";
import { useWork } from "./typing";

type Cells = readonly (Cell | undefined)[];
const given = (cells: Cells) => cells.filter((cell) => cell !== undefined);

/** What cells add up to, as text. */
export function useTotals() {
  const { pending } = useWork();
  const formats = useFormats();
  const amount = useAmount();
  return {
    hours: (cells: Cells) => {
      const { hours } = totalsOf(given(cells), pending);
      return hours === "0" ? "" : formats.hours(hours);
    },
    expenses: (cells: Cells) =>
      [...totalsOf(given(cells), pending).expenses].map(([currency, total]) =>
        amount(total, currency),
      ),
  };
}

/** An amount in major units, as an expense is logged. */
export function useAmount() {
  const formats = useFormats();
  return (value: string, currency: string) =>
    formats.money({
      amount_minor: Math.round(Number(value) * 10 ** minorDigits(currency)),
      currency,
    });
}

/** Hours, then expenses by currency; a line of one kind shows its own only. */
export function Totals({ cells, line }: { cells: Cells; line?: Line }) {
  const totals = useTotals();
  const hours = totals.hours(cells);
  const expenses = totals.expenses(cells);
  if (line?.article === "expense") return <>{expenses[0] ?? "–"}</>;
  return (
    <>
      <span>{hours || "–"}</span>
      {expenses.map((expense) => (
        <div key={expense}>{expense}</div>
      ))}
    </>
  );
}

/** "Regular hours", or "Expenses, CAD". */
export function ArticleName({ line }: { line: Pick<Line, "article" | "currency"> }) {
  const { t } = useTranslation("work");
  return <>{t(`article.${line.article}`, { currency: line.currency })}</>;
}
