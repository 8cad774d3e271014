import { Text } from "@mantine/core";
import type { InvoiceView } from "@portico/api";
import { type Column, DataTable, Day, Money, RowTitle, Section, useFormats } from "@portico/ui";
import { useTranslation } from "react-i18next";

type Details = InvoiceView["invoice"];
type LateCharge = Details["late_charges"][number];

/** What being late cost: interest with its days and rate, fees with their reminder; what of it was
 *  waived, and why; and by which rule interest is reckoned. */
export function LateCharges({ of }: { of: Details }) {
  const { t } = useTranslation("invoices");
  const columns: Column<LateCharge>[] = [
    {
      id: "what",
      title: t("late_charges.what"),
      primary: true,
      cell: (row) => <What of={row} />,
    },
    { id: "day", title: t("late_charges.day"), cell: (row) => <Day day={row.charged_on} /> },
    {
      id: "amount",
      title: t("late_charges.amount"),
      align: "right",
      cell: (row) => (
        <Text component="span" inherit td={row.waiver ? "line-through" : undefined}>
          <Money amount={row.amount} />
        </Text>
      ),
    },
  ];
  return (
    <Section title={t("late_charges.title")}>
      <DataTable
        caption={t("late_charges.title")}
        columns={columns}
        rows={of.late_charges}
        rowKey={(row) => row.charge_id}
      />
      {of.late_charges.some(({ kind }) => kind === "interest") && (
        <Text c="dimmed" fz="sm">
          {t("late_charges.rule")}
        </Text>
      )}
    </Section>
  );
}

function What({ of: { from_on, until_on, percent, reminder, waiver } }: { of: LateCharge }) {
  const { t } = useTranslation("invoices");
  const formats = useFormats();
  return (
    <RowTitle
      below={
        waiver !== null &&
        t("late_charges.waived", { day: formats.longDay(waiver.waived_on), reason: waiver.reason })
      }
    >
      {reminder !== null && t(`late_charges.reminder_fee.${reminder}`)}
      {from_on !== null &&
        until_on !== null &&
        percent !== null &&
        t("late_charges.interest", {
          days: formats.range(from_on, until_on),
          percent: formats.percent(percent),
        })}
    </RowTitle>
  );
}
