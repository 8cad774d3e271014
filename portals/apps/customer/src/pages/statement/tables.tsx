import { Stack, Text } from "@mantine/core";
import type { AccountDetails } from "@portico/api";
import { type Column, DataTable, Day, Money, TextLink, Unbroken, useFormats } from "@portico/ui";
import { useTranslation } from "react-i18next";

type Age = AccountDetails["ages"][number];
type Movement = AccountDetails["movements"][number];
type OpenInvoice = AccountDetails["open_invoices"][number];

/** What is open, by how long it is overdue. */
export function AgeTable({ account }: { account: AccountDetails }) {
  const { t } = useTranslation("statement");
  const columns: Column<Age>[] = [
    { id: "age", title: t("ages.age"), primary: true, cell: (row) => t(`ages.${row.age}`) },
    {
      id: "amount",
      title: t("open.open"),
      align: "right",
      cell: (row) => <Money amount={row.amount} />,
    },
  ];
  return (
    <DataTable
      caption={t("ages.title", { currency: account.currency })}
      columns={columns}
      rows={account.ages}
      rowKey={(row) => row.age}
    />
  );
}

/** The invoices that were open, those that were due first above. */
export function OpenTable({ account }: { account: AccountDetails }) {
  const { t } = useTranslation("statement");
  const columns: Column<OpenInvoice>[] = [
    {
      id: "number",
      title: t("open.number"),
      primary: true,
      cell: (row) => <InvoiceLink id={row.invoice_id} number={row.number} />,
    },
    { id: "issued", title: t("open.issued_on"), cell: (row) => <Day day={row.issued_on} /> },
    { id: "due", title: t("open.due_on"), cell: (row) => <Day day={row.due_on} /> },
    {
      id: "overdue",
      title: t("open.overdue"),
      align: "right",
      cell: (row) => (row.days_overdue > 0 ? row.days_overdue : "—"),
    },
    {
      id: "total",
      title: t("open.total"),
      align: "right",
      cell: (row) => <Money amount={row.total} />,
    },
    {
      id: "open",
      title: t("open.open"),
      align: "right",
      cell: (row) => <Open of={row} />,
    },
  ];
  return (
    <DataTable
      caption={t("open.title", { currency: account.currency })}
      columns={columns}
      rows={account.open_invoices}
      rowKey={(row) => row.invoice_id}
    />
  );
}

/** What was open of an invoice, and what of that was not due. */
function Open({ of }: { of: OpenInvoice }) {
  const { t } = useTranslation("statement");
  const formats = useFormats();
  return (
    <Stack gap={0} align="flex-end">
      <Money amount={of.open_amount} />
      {of.disputed_amount.amount_minor > 0 && (
        <Text size="sm" c="dimmed" component="span">
          {t("open.disputed", { amount: formats.money(of.disputed_amount) })}
        </Text>
      )}
    </Stack>
  );
}

/** What was booked, each with what was owed after it. */
export function MovementTable({ account }: { account: AccountDetails }) {
  const { t } = useTranslation("statement");
  const columns: Column<Movement>[] = [
    {
      id: "what",
      title: t("movements.what"),
      primary: true,
      cell: (row) => <What of={row} />,
    },
    { id: "booked", title: t("movements.booked_on"), cell: (row) => <Day day={row.booked_on} /> },
    {
      id: "amount",
      title: t("movements.amount"),
      align: "right",
      cell: (row) => <Money amount={row.amount} />,
    },
    {
      id: "balance",
      title: t("movements.balance"),
      align: "right",
      cell: (row) => <Money amount={row.balance} />,
    },
  ];
  return (
    <DataTable
      caption={t("movements.title", { currency: account.currency })}
      columns={columns}
      rows={account.movements}
      rowKey={(row) => `${row.cause} ${row.cause_id} ${row.booked_on} ${row.balance.amount_minor}`}
    />
  );
}

/** An invoice by its number; money by the invoice that it is against, its day and its reference. */
function What({ of }: { of: Movement }) {
  const { t } = useTranslation("statement");
  return (
    <Stack gap={0}>
      <span>
        {t(`causes.${of.cause}`)}{" "}
        {of.invoice_id && of.number && <InvoiceLink id={of.invoice_id} number={of.number} />}
      </span>
      {(of.received_on || of.reference) && (
        <Text size="sm" c="dimmed" component="span" fw={400}>
          {of.received_on && (
            <>
              {t("movements.received_on")} <Day day={of.received_on} />
            </>
          )}
          {of.received_on && of.reference && " · "}
          {of.reference}
        </Text>
      )}
    </Stack>
  );
}

function InvoiceLink({ id, number }: { id: string; number: string }) {
  return (
    <TextLink to="/invoices/$invoiceId" params={{ invoiceId: id }}>
      <Unbroken>{number}</Unbroken>
    </TextLink>
  );
}
