import type { InvoiceView } from "@portico/api";
import { type Column, DataTable, Day, Money, Section, Unbroken } from "@portico/ui";
import { useTranslation } from "react-i18next";

type Details = InvoiceView["invoice"];
type CreditNote = Details["credit_notes"][number];

/** What was taken back of the invoice, and why. */
export function CreditNotes({ of }: { of: Details }) {
  const { t } = useTranslation("invoices");
  const columns: Column<CreditNote>[] = [
    {
      id: "number",
      title: t("credit_notes.number"),
      primary: true,
      cell: (row) => <Unbroken>{row.number}</Unbroken>,
    },
    { id: "day", title: t("credit_notes.day"), cell: (row) => <Day day={row.credited_on} /> },
    {
      id: "reason",
      title: t("credit_notes.reason"),
      cell: (row) => row.reason || t("credit_notes.work_corrected"),
    },
    {
      id: "amount",
      title: t("credit_notes.amount"),
      align: "right",
      cell: (row) => <Money amount={row.total} />,
    },
  ];
  return (
    <Section title={t("credit_notes.title")}>
      <DataTable
        caption={t("credit_notes.title")}
        columns={columns}
        rows={of.credit_notes}
        rowKey={(row) => row.credit_note_id}
      />
    </Section>
  );
}
