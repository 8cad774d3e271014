import type { PaymentSummary, TransactionSummary } from "@portico/api";
import { expect, test } from "vitest";
import { activitiesOf } from "./activity";

const cad = (amount_minor: number) => ({ amount_minor, currency: "CAD" });
const owed = (transaction_id: string, created_on: string) =>
  ({
    transaction_id,
    number: "T",
    work_order_title: "W",
    company_name: "C",
    net: cad(1),
    created_on,
  }) as TransactionSummary;
const paid = (payment_id: string, paid_on: string) =>
  ({ payment_id, number: "P", contractor_name: "N", amount: cad(2), paid_on }) as PaymentSummary;

test("what happened last comes first, and a payment before what it paid that day", () => {
  const found = activitiesOf({
    recent_transactions: [owed("b", "2026-11-02"), owed("a", "2026-11-01")],
    recent_payments: [paid("p", "2026-11-02")],
  });
  expect(found.map((one) => one.id)).toEqual(["p", "b", "a"]);
  // Whom it was paid to is who reads it.
  expect(found.map((one) => one.about)).toEqual([undefined, "W · C", "W · C"]);
});

test("a part that did not come in time leaves the other", () => {
  const found = activitiesOf({
    recent_transactions: null,
    recent_payments: [paid("p", "2026-11-02")],
  });
  expect(found.map((one) => one.kind)).toEqual(["paid"]);
});

test("only the last six are shown", () => {
  const many = Array.from({ length: 9 }, (_, day) => owed(`${day}`, `2026-11-0${day + 1}`));
  expect(activitiesOf({ recent_transactions: many, recent_payments: [] })).toHaveLength(6);
});
