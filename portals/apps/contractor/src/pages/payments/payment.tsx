import { Group, Text } from "@mantine/core";
import {
  contractorShowPaymentOptions,
  type PaidTransaction,
  type PaymentDetails,
  type PaymentView,
} from "@portico/api";
import {
  Card,
  type Column,
  CopyId,
  DataTable,
  Day,
  DetailPage,
  Facts,
  Money,
  negated,
  Section,
  useFormats,
  useToday,
} from "@portico/ui";
import { BackLink } from "@portico/ui/portal";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { MainDocument, MoreDocuments } from "./documents";
import { Method } from "./method";
import { isOrdered } from "./states";
import { ReturnedStatus, StateStatus } from "./status";
import { TransactionTitle } from "./transaction-title";

const route = getRouteApi("/shell/payments/paid/$paymentId");

/** A payment: its breakdown by transaction, and each document (C11). */
export function Payment() {
  const { t } = useTranslation("payments");
  const formats = useFormats();
  const today = useToday();
  const { paymentId } = route.useParams();
  const query = useQuery(contractorShowPaymentOptions({ path: { payment_id: paymentId } }));
  return (
    <DetailPage
      query={query}
      title={t("payment")}
      back={<BackLink to="/payments/paid">{t("sections.paid")}</BackLink>}
    >
      {(view) => ({
        title: t("payment_of", { number: view.payment.number }),
        lead: isReturned(view.payment)
          ? t("returned.title")
          : t(isOrdered(view.payment.paid_on, today) ? "ordered_for" : "paid_on", {
              day: formats.day(view.payment.paid_on),
            }),
        missing: view.missing,
        summary: <Head of={view.payment} />,
        content: (
          <Section title={t("breakdown")}>
            <Breakdown of={view.payment} />
          </Section>
        ),
        // What never left has no statement, and none is coming.
        document: (view.documents.length > 0 ||
          !(isReturned(view.payment) || view.missing.includes("documents"))) && (
          <Section title={t("documents_title")}>
            <Documents view={view} />
          </Section>
        ),
      })}
    </DetailPage>
  );
}

const isReturned = ({ state }: PaymentDetails) => state === "failed";

/** Of a payment that the bank returned: when, and why in words (B17). */
function useReturnFacts(of: PaymentDetails): [string, ReactNode][] {
  const { t } = useTranslation("payments");
  if (!isReturned(of)) return [];
  const facts: [string, ReactNode][] = [];
  if (of.returned_on) facts.push([t("returned.on"), <Day key="on" day={of.returned_on} />]);
  if (of.reason_code) {
    facts.push([
      t("returned.reason"),
      t([`history.bank_reasons.${of.reason_code}`, "history.bank_reasons.other"]),
    ]);
  }
  if (of.reason) facts.push([t("returned.message"), of.reason]);
  return facts;
}

function Head({ of }: { of: PaymentDetails }) {
  const { t } = useTranslation("payments");
  const returned = useReturnFacts(of);
  const ahead = isOrdered(of.paid_on, useToday()) ? "fields.estimated" : "fields.paid_on";
  const day = isReturned(of) ? "returned.sent_for" : ahead;
  return (
    <Card>
      <Group gap="md" align="center">
        <Text fz="1.75rem" fw={650} lh={1.2} component="span">
          <Money amount={of.amount} />
        </Text>
        {isReturned(of) ? <ReturnedStatus /> : <StateStatus state="paid" paidOn={of.paid_on} />}
      </Group>
      <Facts
        facts={[
          [t("fields.number"), <CopyId key="number" value={of.number} />],
          [t(day), <Day key="day" day={of.paid_on} />],
          ...returned,
          [t("fields.method"), <Method key="method" name={of.method} />],
          [t("fields.transactions"), String(of.transactions.length)],
          // The nets below come to more or less than was sent: by this.
          ...(of.carried
            ? ([
                [
                  t(of.carried.amount_minor > 0 ? "carried.on" : "carried.off"),
                  <Money key="carried" amount={of.carried} />,
                ],
              ] as const)
            : []),
        ]}
      />
    </Card>
  );
}

type Amounts = "gross" | "deductions" | "taxes" | "net";

function Breakdown({ of }: { of: PaymentDetails }) {
  const { t } = useTranslation("payments");
  const formats = useFormats();
  const money = (id: Amounts): Column<PaidTransaction> => ({
    id,
    title: t(`fields.${id}`),
    align: "right",
    cell: (row) => <Money amount={id === "deductions" ? negated(row[id]) : row[id]} />,
  });
  const columns: Column<PaidTransaction>[] = [
    {
      id: "transaction",
      title: t("fields.work_order"),
      primary: true,
      cell: (row) => <TransactionTitle of={row} />,
    },
    {
      id: "period",
      title: t("fields.period"),
      cell: (row) => formats.range(row.period_start, row.period_end),
    },
    money("gross"),
    // What nothing was taken or added by needs no column.
    ...(["deductions", "taxes"] as const)
      .filter((id) => of.transactions.some((row) => row[id].amount_minor !== 0))
      .map(money),
    money("net"),
  ];
  return (
    <DataTable
      caption={t("breakdown")}
      columns={columns}
      rows={of.transactions}
      rowKey={(row) => row.transaction_id}
    />
  );
}

/** The statement first, open; the documents of its transactions after it, folded. */
function Documents({ view: { payment, documents } }: { view: PaymentView }) {
  const statement = documents.find((one) => one.kind === "payment_statement");
  const order = new Map(payment.transactions.map((one, at) => [one.transaction_id, at]));
  const others = documents
    .filter((one) => one !== statement)
    .sort((one, other) => (order.get(one.subject_id) ?? 0) - (order.get(other.subject_id) ?? 0));
  return (
    <>
      <MainDocument document={statement} expected="payment_statement" />
      <MoreDocuments documents={others} of={payment.transactions} />
    </>
  );
}
