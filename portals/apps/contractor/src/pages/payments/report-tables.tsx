import { Text } from "@mantine/core";
import type { Money as Amount, CurrencyReport, ReportClient } from "@portico/api";
import { type Column, DataTable, Money, negated, useFormats } from "@portico/ui";
import { useTranslation } from "react-i18next";
import { type MonthRow, rowsOf } from "./shaping";

const bold = (isTotal: boolean, content: React.ReactNode) =>
  isTotal ? (
    <Text component="strong" inherit fw={650}>
      {content}
    </Text>
  ) : (
    content
  );

/** Nothing paid is a dash, so that what was paid is seen. */
function Net({ amount }: { amount: Amount | undefined }) {
  return amount?.amount_minor ? <Money amount={amount} /> : <>—</>;
}

/** Net, month × client. */
export function MonthTable({ report }: { report: CurrencyReport }) {
  const { t } = useTranslation("payments");
  const formats = useFormats();
  const columns: Column<MonthRow>[] = [
    {
      id: "month",
      title: t("report.month"),
      primary: true,
      cell: ({ month }) => (month ? formats.month(month) : bold(true, t("report.total"))),
    },
    ...report.clients.map(
      ({ company_id, company_name }): Column<MonthRow> => ({
        id: company_id,
        title: company_name,
        align: "right",
        cell: ({ month, nets }) => bold(month === null, <Net amount={nets.get(company_id)} />),
      }),
    ),
    {
      id: "total",
      title: t("report.total"),
      align: "right",
      cell: ({ total }) => bold(true, <Net amount={total} />),
    },
  ];
  return (
    <DataTable
      caption={t("report.month_caption", { currency: report.currency })}
      columns={columns}
      rows={rowsOf(report)}
      rowKey={({ month }) => month ?? "total"}
    />
  );
}

type ClientRow = Omit<ReportClient, "company_id" | "company_name"> & {
  company_name: string | null;
};

/** What each client's work came to, and all together. */
export function ClientTable({ report }: { report: CurrencyReport }) {
  const { t } = useTranslation("payments");
  const rows: ClientRow[] = [...report.clients, { ...report.total, company_name: null }];
  const money = (id: "gross" | "deductions" | "taxes" | "net"): Column<ClientRow> => ({
    id,
    title: t(`fields.${id}`),
    align: "right",
    cell: (row) =>
      bold(
        row.company_name === null,
        <Money amount={id === "deductions" ? negated(row[id]) : row[id]} />,
      ),
  });
  const columns: Column<ClientRow>[] = [
    {
      id: "client",
      title: t("fields.client"),
      primary: true,
      cell: (row) => row.company_name ?? bold(true, t("report.total")),
    },
    {
      id: "transactions",
      title: t("fields.transactions"),
      align: "right",
      cell: (row) => bold(row.company_name === null, row.transactions),
    },
    money("gross"),
    money("deductions"),
    money("taxes"),
    money("net"),
  ];
  return (
    <DataTable
      caption={t("report.client_caption", { currency: report.currency })}
      columns={columns}
      rows={rows}
      rowKey={(row) => ("company_id" in row ? String(row.company_id) : "total")}
    />
  );
}
