import { useFormats } from "@portico/ui";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./grid.module.css";
import { type Cell, type Line, totalsOf, unsavedIn } from "./model";
import { minorDigits } from "./quantity";
import { useWork } from "./typing";

type Cells = readonly (Cell | undefined)[];
const given = (cells: Cells) => cells.filter((cell) => cell !== undefined);

/** What cells add up to by what is saved in them, as text. */
export function useTotals() {
  const formats = useFormats();
  const amount = useAmount();
  const { pending } = useWork();
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

/** An amount that may be broken between figure and currency, and nowhere else. */
function breakable(amount: string): string {
  return amount.replace(/(?<=^[A-Z]{3})\u00a0|\u00a0(?=[A-Z]{3}$)/, " ");
}

/** Hours, then expenses by currency; a line of one kind shows its own only. */
export function Totals({ cells, line }: { cells: Cells; line?: Line }) {
  const totals = useTotals();
  const hours = totals.hours(cells);
  const expenses = totals.expenses(cells);
  if (line?.article === "expense")
    return <Counted cells={cells}>{expenses[0] ? breakable(expenses[0]) : "–"}</Counted>;
  return (
    <>
      <Counted cells={cells}>{hours || "–"}</Counted>
      {expenses.map((expense) => (
        <div key={expense}>{breakable(expense)}</div>
      ))}
    </>
  );
}

/** The hours of a day, in a row that names the unit. */
export function DayTotal({ cells }: { cells: Cells }) {
  const formats = useFormats();
  const { pending } = useWork();
  const logged = given(cells).filter((cell) => cell.line.article !== "expense");
  const { hours } = totalsOf(logged, pending);
  return <Counted cells={logged}>{hours === "0" ? "–" : formats.duration(hours)}</Counted>;
}

/** A total, marked where some of its cells are not saved: those are not in it. */
function Counted({ cells, children }: { cells: Cells; children: ReactNode }) {
  const { t } = useTranslation("work");
  const { pending, open } = useWork();
  const count = unsavedIn(given(cells), pending, open);
  if (count === 0) return <span>{children}</span>;
  const said = t("grid.not_counted", { count });
  return (
    <span className={classes.partial} title={said} data-partial>
      {children}
      <span className={classes.hidden}> {said}</span>
    </span>
  );
}

/** "Regular hours", or "Expenses, CAD". */
export function ArticleName({ line }: { line: Pick<Line, "article" | "currency"> }) {
  const { t } = useTranslation("work");
  return <>{t(`article.${line.article}`, { currency: line.currency })}</>;
}
