import {
  contractorListPayments,
  contractorListTransactions,
  contractorShowPayment,
  type PaymentSummary,
} from "@portico/api";
import type { SearchResult } from "@portico/ui/portal";

const MOST_OF_EACH = 5;
/** Of how many payments it is asked what they paid. */
const MOST_OPENED = 3;

/**
 * Transactions and payments whose number or name has this text. A paystub and an invoice have the
 * number of their transaction, which is found also when it is paid.
 */
export async function find(text: string): Promise<SearchResult[]> {
  const query = { q: text, limit: MOST_OF_EACH };
  const [transactions, payments] = await Promise.all([
    contractorListTransactions({ query: { ...query, tab: "all" }, throwOnError: true }),
    contractorListPayments({ query, throwOnError: true }),
  ]);
  const paid = await paidIn(payments.data.items, text);
  return [...transactions.data.items.map(transactionFound), ...paid];
}

/** Payments, each after what it paid whose number has the text. */
async function paidIn(payments: readonly PaymentSummary[], text: string): Promise<SearchResult[]> {
  const wanted = text.toLowerCase();
  const has = (number: string) => number.toLowerCase().includes(wanted);
  const found = await Promise.all(
    payments.map(async (payment, at) => {
      // Found by its own number, or by that of something that it paid?
      const covers = has(payment.number) || at >= MOST_OPENED ? [] : await coveredBy(payment);
      return [...covers.filter((one) => has(one.number)).map(transactionFound), shown(payment)];
    }),
  );
  return found.flat();
}

async function coveredBy({ payment_id }: PaymentSummary) {
  const { data } = await contractorShowPayment({ path: { payment_id }, throwOnError: true });
  return data.payment.transactions;
}

interface FoundTransaction {
  transaction_id: string;
  number: string;
  work_order_title: string;
}

function transactionFound({
  transaction_id,
  number,
  work_order_title,
}: FoundTransaction): SearchResult {
  return {
    id: transaction_id,
    label: `${number} · ${work_order_title}`,
    href: `/payments/transactions/${transaction_id}`,
  };
}

function shown({ payment_id, number }: PaymentSummary): SearchResult {
  return { id: payment_id, label: number, href: `/payments/paid/${payment_id}` };
}
