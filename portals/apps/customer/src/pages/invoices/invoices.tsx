import { Group, Select, Stack, Text } from "@mantine/core";
import type { InvoiceSummary } from "@portico/api";
import {
  ChoiceLink,
  Choices,
  type Column,
  Day,
  DownloadList,
  EmptyState,
  ListRows,
  Money,
  Page,
  PeriodFilter,
  TextLink,
  Unbroken,
  useFormats,
  useListSearch,
} from "@portico/ui";
import { fromList } from "@portico/ui/portal";
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
    <Page title={t("title")} lead={t("lead")}>
      <Stack gap="md">
        <States search={search} />
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

function States({ search: { cursor: _, ...search } }: { search: InvoicesSearch }) {
  const { t } = useTranslation("invoices");
  return (
    <Group>
      <Choices label={t("filter.state")}>
        {[undefined, ...INVOICE_STATES].map((state) => (
          <ChoiceLink
            key={state ?? "all"}
            to="/invoices"
            search={{ ...search, state }}
            here={state === search.state}
          >
            {t(`states.${state ?? "all"}`)}
          </ChoiceLink>
        ))}
      </Choices>
    </Group>
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
        <Select
          label={t("fields.project")}
          placeholder={t("filter.all_projects")}
          data={projects.map(({ project_id, name, code }) => ({
            value: project_id,
            label: `${name} · ${code}`,
          }))}
          value={search.project ?? null}
          onChange={(project) => change({ project: project ?? undefined })}
          searchable
          clearable
          clearButtonProps={{ "aria-label": t("filter.clear_project") }}
          nothingFoundMessage={t("filter.nothing")}
        />
        <DownloadList path="/api/customer/invoices" query={filterOf(search)} />
      </Group>
    </Group>
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
        <Stack gap={0}>
          <TextLink
            to="/invoices/$invoiceId"
            params={{ invoiceId: row.invoice_id }}
            state={fromList}
          >
            <Unbroken>{row.number}</Unbroken>
          </TextLink>
          <Text size="sm" c="dimmed" component="span" fw={400}>
            {row.project_name ?? row.company_name}
          </Text>
        </Stack>
      ),
    },
    {
      id: "period",
      title: t("fields.period"),
      cell: (row) => formats.range(row.period_start, row.period_end),
    },
    { id: "issued", title: t("fields.issued_on"), cell: (row) => <Day day={row.issued_on} /> },
    { id: "due", title: t("fields.due_on"), cell: (row) => <Day day={row.due_on} /> },
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
      cell: (row) => <Money amount={row.open_amount} />,
    },
  ];
}
