import { Group, Stack, Text } from "@mantine/core";
import type { InvoiceSummary } from "@portico/api";
import {
  ButtonLink,
  ChoiceFilter,
  type Column,
  Day,
  DownloadList,
  daysSince,
  EmptyState,
  ListRows,
  Money,
  OnTablet,
  Page,
  PeriodFilter,
  ProjectFilter,
  RowTitle,
  TextLink,
  Unbroken,
  useFormats,
  useListSearch,
  useToday,
} from "@portico/ui";
import { fromList, useMe } from "@portico/ui/portal";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { invoicesOptions, projectOptions } from "./queries";
import { filterOf, INVOICE_STATES, type InvoicesSearch } from "./search";
import { InvoiceStatus } from "./state";

const route = getRouteApi("/shell/invoices");

/** Invoices sent to the company, as far as the contact's scope reaches (K13). */
export function Invoices() {
  const { t } = useTranslation("invoices");
  const search = route.useSearch();
  return (
    <Page title={t("title")} lead={t("lead")} action={<StatementLink />}>
      <Stack gap="md">
        <ChoiceFilter
          label={t("filter.state")}
          search={search}
          name="state"
          values={INVOICE_STATES}
          nameOf={(state) => t(`states.${state ?? "all"}`)}
        />
        <Filters search={search} />
        <ListRows
          caption={t("title")}
          search={search}
          query={invoicesOptions(search)}
          columns={useColumns()}
          rowKey={(row: InvoiceSummary) => row.invoice_id}
          said={(count) => t("shown", { count })}
          filters={["state", "project", "month", "week"]}
          empty={<EmptyState title={t("empty_title")}>{t("empty")}</EmptyState>}
        />
      </Stack>
    </Page>
  );
}

/** To the account of the company, for who sees all of it. */
function StatementLink() {
  const { t } = useTranslation("invoices");
  if (useMe().person.contact?.scope !== "company") return null;
  return (
    <ButtonLink to="/invoices/statement" variant="default" size="sm">
      {t("statement")}
    </ButtonLink>
  );
}

function Filters({ search }: { search: InvoicesSearch }) {
  const { t } = useTranslation("invoices");
  const { change } = useListSearch<InvoicesSearch>();
  const projects = useQuery(projectOptions()).data?.items ?? [];
  return (
    <Group align="flex-end" justify="space-between" gap="sm" role="search">
      <PeriodFilter label={t("filter.issued")} search={search} />
      <Group align="flex-end" gap="sm">
        <ProjectFilter
          label={t("fields.project")}
          projects={projects}
          value={search.project}
          onChange={(project) => change({ project })}
        />
        <DownloadList path="/api/customer/invoices" query={filterOf(search)} />
      </Group>
    </Group>
  );
}

/** What is open, and what of it is not due. */
function Open({ of }: { of: InvoiceSummary }) {
  const { t } = useTranslation("invoices");
  const formats = useFormats();
  return (
    <Stack gap={0} align="flex-end">
      <Money amount={of.open_amount} />
      {of.disputed_amount.amount_minor > 0 && (
        <Text size="sm" c="dimmed" component="span">
          {t("disputed_part", { amount: formats.money(of.disputed_amount) })}
        </Text>
      )}
    </Stack>
  );
}

/** When it is due, and how late it is, by the agency's days. */
function Due({ of }: { of: InvoiceSummary }) {
  const { t } = useTranslation("invoices");
  const today = useToday();
  return (
    <Stack gap={0}>
      <Day day={of.due_on} />
      {of.state === "overdue" && (
        <Text size="sm" c="dimmed" component="span">
          {t("late", { count: daysSince(of.due_on, today) })}
        </Text>
      )}
    </Stack>
  );
}

function useColumns(): Column<InvoiceSummary>[] {
  const { t } = useTranslation("invoices");
  const formats = useFormats();
  return [
    {
      id: "number",
      title: t("fields.number"),
      primary: true,
      cell: (row) => (
        <RowTitle
          below={
            <>
              {row.project_name ?? row.company_name}
              <OnTablet>{t("issued_on", { day: formats.day(row.issued_on) })}</OnTablet>
            </>
          }
        >
          <TextLink
            to="/invoices/$invoiceId"
            params={{ invoiceId: row.invoice_id }}
            state={fromList}
          >
            <Unbroken>{row.number}</Unbroken>
          </TextLink>
        </RowTitle>
      ),
    },
    {
      id: "period",
      title: t("fields.period"),
      cell: (row) => formats.range(row.period_start, row.period_end),
    },
    {
      id: "issued",
      title: t("fields.issued_on"),
      folds: true,
      cell: (row) => <Day day={row.issued_on} />,
    },
    { id: "due", title: t("fields.due_on"), cell: (row) => <Due of={row} /> },
    { id: "state", title: t("fields.state"), cell: (row) => <InvoiceStatus state={row.state} /> },
    {
      id: "total",
      title: t("fields.total"),
      align: "right",
      cell: (row) => <Money amount={row.total} />,
    },
    {
      id: "open",
      title: t("fields.open"),
      align: "right",
      cell: (row) => <Open of={row} />,
    },
  ];
}
