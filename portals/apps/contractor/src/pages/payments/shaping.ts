import type { CurrencyReport, Money } from "@portico/api";

/** How many clients have a colour of their own; the others share one. */
export const MOST_SERIES = 5;

/** A bar for each month, in minor units, stacked by client, the greatest at the bottom. */
interface Bars {
  series: { key: string; name: string | null }[];
  bars: ({ month: string } & Record<string, string | number>)[];
}

/** Clients by what they paid for, the greatest first; `null` names all further ones. */
export function barsOf(report: CurrencyReport): Bars {
  const ranked = [...report.clients].sort((a, b) => b.net.amount_minor - a.net.amount_minor);
  const own = ranked.length > MOST_SERIES + 1 ? ranked.slice(0, MOST_SERIES) : ranked;
  const keys = new Map(own.map((client, at) => [client.company_id, `client${at}`]));
  const series: Bars["series"] = own.map(({ company_id, company_name }) => ({
    key: keys.get(company_id) ?? "",
    name: company_name,
  }));
  if (own.length < ranked.length) series.push({ key: "others", name: null });
  const bars = new Map<string, Bars["bars"][number]>(
    report.months.map(({ month }) => [
      month,
      { month, ...Object.fromEntries(series.map(({ key }) => [key, 0])) },
    ]),
  );
  for (const { month, company_id, net } of report.rows) {
    const bar = bars.get(month);
    if (!bar) continue;
    const key = keys.get(company_id) ?? "others";
    bar[key] = Number(bar[key] ?? 0) + net.amount_minor;
  }
  return { series, bars: [...bars.values()] };
}

/** A row of the table month × client; the last is the total, whose month is `null`. */
export interface MonthRow {
  month: string | null;
  /** By id of the client; a client that is not in it paid for nothing in that month. */
  nets: ReadonlyMap<string, Money>;
  total: Money;
}

export function rowsOf(report: CurrencyReport): MonthRow[] {
  const byMonth = new Map<string, Map<string, Money>>();
  for (const { month, company_id, net } of report.rows) {
    const nets = byMonth.get(month) ?? new Map<string, Money>();
    byMonth.set(month, nets.set(company_id, net));
  }
  return [
    ...report.months.map(({ month, net }) => ({
      month,
      nets: byMonth.get(month) ?? new Map<string, Money>(),
      total: net,
    })),
    {
      month: null,
      nets: new Map(report.clients.map(({ company_id, net }) => [company_id, net])),
      total: report.total.net,
    },
  ];
}

const MOST_MONTHS = 120;

/** What is wrong with the months that were chosen, as a key of the catalogue. */
export function faultOf(from: string, to: string): "before" | "too_many" | null {
  if (to < from) return "before";
  const [fromYear = 0, fromMonth = 0] = from.split("-").map(Number);
  const [toYear = 0, toMonth = 0] = to.split("-").map(Number);
  const months = (toYear - fromYear) * 12 + toMonth - fromMonth + 1;
  return months > MOST_MONTHS ? "too_many" : null;
}
