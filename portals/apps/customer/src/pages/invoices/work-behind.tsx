import { Accordion, Group, Stack, Text } from "@mantine/core";
import type { InvoiceView, WorkRow } from "@portico/api";
import {
  type Column,
  DataTable,
  Day,
  EmptyState,
  Loaded,
  Money,
  RowsSkeleton,
  useFormats,
} from "@portico/ui";
import { useMe } from "@portico/ui/portal";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { LineDispute } from "./disputes/line-dispute";
import { disputesByLine, disputesOptions } from "./disputes/queries";
import { workBehindOptions } from "./queries";
import classes from "./work-behind.module.css";

type Details = InvoiceView["invoice"];
type Line = Details["lines"][number];

interface Props {
  of: Details;
  /** The first line is 1. */
  onDispute: (line: number) => void;
  onOpenDispute: (disputeId: string) => void;
}

/** The lines of an invoice; each opens to the logged work that it sums, and can be disputed. */
export function WorkBehind({ of, onDispute, onOpenDispute }: Props) {
  const found = useQuery(disputesOptions(of.invoice_id)).data;
  const disputes = disputesByLine(found?.items ?? []);
  const { permissions } = useMe().person;
  const seesWork = permissions.includes("work.view") || permissions.includes("work.approve");
  return (
    <Accordion
      multiple
      variant="separated"
      keepMounted={false}
      order={3}
      classNames={{ item: classes.line }}
    >
      {of.lines.map((line, index) => {
        const key = `${line.work_order_id} ${line.article} ${line.rate}`;
        return (
          <Accordion.Item key={key} value={key}>
            <Accordion.Control>
              <LineHead of={line} />
            </Accordion.Control>
            <LineDispute
              line={line}
              dispute={disputes.get(index + 1)}
              canDispute={found !== undefined && of.paid_on === null}
              onDispute={() => onDispute(index + 1)}
              onOpen={onOpenDispute}
            />
            <Accordion.Panel>
              {seesWork ? <Entries of={line} invoiceId={of.invoice_id} /> : <NoWork />}
            </Accordion.Panel>
          </Accordion.Item>
        );
      })}
    </Accordion>
  );
}

function LineHead({ of }: { of: Line }) {
  const { t } = useTranslation("invoices");
  const formats = useFormats();
  const quantity = formats.quantity(of.article, of.quantity, of.amount.currency);
  return (
    <Group justify="space-between" gap="sm" wrap="wrap" pe="sm">
      <Stack gap={0}>
        <Text fw={550}>
          {of.contractor_name} · {of.work_order_title}
        </Text>
        <Text size="sm" c="dimmed">
          {[
            t(`articles.${of.article}`),
            formats.range(of.from_on, of.to_on),
            `${quantity} × ${formats.rate(of.rate, of.amount.currency)}`,
          ].join(" · ")}
        </Text>
      </Stack>
      <Money amount={of.amount} />
    </Group>
  );
}

function NoWork() {
  const { t } = useTranslation("invoices");
  return <Text c="dimmed">{t("lines.no_access")}</Text>;
}

function Entries({ of, invoiceId }: { of: Line; invoiceId: string }) {
  const { t } = useTranslation("invoices");
  const formats = useFormats();
  const query = useQuery(workBehindOptions(invoiceId, of.work_order_id, of.from_on, of.to_on));
  const columns: Column<WorkRow>[] = [
    { id: "day", title: t("lines.day"), primary: true, cell: (row) => <Day day={row.work_on} /> },
    {
      id: "quantity",
      title: t("lines.quantity"),
      align: "right",
      cell: (row) => formats.quantity(row.article, row.quantity, of.amount.currency),
    },
    { id: "note", title: t("lines.note"), cell: (row) => row.note || "—" },
    {
      id: "approved",
      title: t("lines.approved_by"),
      cell: (row) => row.approved_by_name ?? "—",
    },
  ];
  return (
    <Loaded query={query} skeleton={<RowsSkeleton rows={3} />}>
      {({ items }) => {
        const rows = items.filter(({ article }) => article === of.article);
        if (rows.length === 0) return <EmptyState title={t("lines.none")} />;
        return (
          <DataTable
            caption={t("lines.entries")}
            columns={columns}
            rows={rows}
            rowKey={(row) => row.entry_id}
          />
        );
      }}
    </Loaded>
  );
}
