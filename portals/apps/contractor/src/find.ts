import { contractorListPayments, contractorListTransactions } from "@portico/api";
import type { Found } from "@portico/ui/portal";

const MOST_OF_EACH = 5;

/** Transactions and payments whose number or name has this text. */
export async function find(text: string): Promise<Found[]> {
  const query = { q: text, limit: MOST_OF_EACH };
  const [transactions, payments] = await Promise.all([
    contractorListTransactions({ query: { ...query, tab: "all" }, throwOnError: true }),
    contractorListPayments({ query, throwOnError: true }),
  ]);
  return [
    ...transactions.data.items.map((found) => ({
      id: found.transaction_id,
      label: `${found.number} · ${found.work_order_title}`,
      href: `/payments/transactions/${found.transaction_id}`,
    })),
    ...payments.data.items.map((found) => ({
      id: found.payment_id,
      label: found.number,
      href: `/payments/paid/${found.payment_id}`,
    })),
  ];
}
