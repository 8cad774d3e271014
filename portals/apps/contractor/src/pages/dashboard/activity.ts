import type { ContractorDashboard, Money } from "@portico/api";

/** Something that happened to the person's money. */
export interface Activity {
  id: string;
  kind: "owed" | "paid";
  number: string;
  /** What it is for; undefined for a payment, which is for its reader. */
  about: string | undefined;
  amount: Money;
  on: string;
}

const MOST = 6;

/** What happened last, the newest first; a payment comes before what it paid on the same day. */
export function activitiesOf(
  shown: Pick<ContractorDashboard, "recent_transactions" | "recent_payments">,
): Activity[] {
  const owed = (shown.recent_transactions ?? []).map(
    (row): Activity => ({
      id: row.transaction_id,
      kind: "owed",
      number: row.number,
      about: `${row.work_order_title} · ${row.company_name}`,
      amount: row.net,
      on: row.created_on,
    }),
  );
  const paid = (shown.recent_payments ?? []).map(
    (row): Activity => ({
      id: row.payment_id,
      kind: "paid",
      number: row.number,
      about: undefined,
      amount: row.amount,
      on: row.paid_on,
    }),
  );
  return [...paid, ...owed].sort((one, other) => other.on.localeCompare(one.on)).slice(0, MOST);
}
