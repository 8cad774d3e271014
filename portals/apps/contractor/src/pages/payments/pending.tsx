import { Box, Group, Select, SimpleGrid, Stack, Text } from "@mantine/core";
import {
  contractorSummariseTransactionsOptions,
  type PendingSums,
  type TransactionSummary,
} from "@portico/api";
import {
  ButtonLink,
  type Column,
  Day,
  DownloadList,
  EmptyState,
  ListRows,
  Money,
  SearchField,
  SelectFilter,
  TabLink,
  Tabs,
  useFormats,
  useListSearch,
} from "@portico/ui";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { pendingFilter, pendingOptions, workOrderOptions } from "./queries";
import { PENDING_SORTS, PENDING_TABS, type PendingSearch } from "./search";
import { PaymentsPage } from "./sections";
import { EstimatedPayment, ReturnedStatus } from "./status";
import { TransactionTitle } from "./transaction-title";

const route = getRouteApi("/shell/payments/pending");

/** What is going to be paid (C7–C9). */
export function Pending() {
  const search = route.useSearch();
  return (
    <PaymentsPage section="pending">
      <PendingTabs search={search} />
      <StillToSetOff />
      <Stack gap="md">
        <Filters search={search} />
        <List search={search} />
      </Stack>
    </PaymentsPage>
  );
}

function PendingTabs({ search: { cursor: _, ...search } }: { search: PendingSearch }) {
  const { t } = useTranslation("payments");
  const here = search.tab ?? "processing";
  const sums = useQuery(contractorSummariseTransactionsOptions()).data;
  return (
    <Tabs label={t("sections.pending")}>
      {PENDING_TABS.map((tab) => (
        <TabLink
          key={tab}
          to="/payments/pending"
          search={{ ...search, tab }}
          here={tab === here}
          name={t(`tabs.${tab}`)}
          count={sums ? t("transactions", { count: sums[tab].count }) : "…"}
          sum={sums ? <Total sums={sums[tab]} /> : "…"}
        />
      ))}
    </Tabs>
  );
}

/** What was paid too much: the next payments are smaller by it. */
function StillToSetOff() {
  const { t } = useTranslation("payments");
  const formats = useFormats();
  const still = useQuery(contractorSummariseTransactionsOptions()).data?.to_set_off ?? [];
  if (still.length === 0) return null;
  return <Text>{t("carried.still", { amount: formats.moneys(still) })}</Text>;
}

function Total({ sums }: { sums: PendingSums }) {
  const formats = useFormats();
  return <>{sums.totals.length ? formats.moneys(sums.totals) : "—"}</>;
}

function Filters({ search }: { search: PendingSearch }) {
  const { t } = useTranslation("payments");
  const { change } = useListSearch<PendingSearch>();
  const orders = useQuery(workOrderOptions()).data?.items ?? [];
  const clients = new Map(orders.map((order) => [order.company_id, order.company_name]));
  return (
    <Group align="flex-end" gap="sm" role="search">
      <Box flex="1 1 25rem">
        <SearchField
          label={t("filter.search")}
          placeholder={t("filter.search_transactions")}
          value={search.q}
          onSearch={(q) => change({ q })}
        />
      </Box>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm" flex="1 1 20rem">
        <SelectFilter
          label={t("fields.work_order")}
          options={orders.map((order) => ({
            value: order.work_order_id,
            label: `${order.title} · ${order.code}`,
          }))}
          value={search.work_order}
          onChange={(work_order) => change({ work_order })}
        />
        <SelectFilter
          label={t("fields.client")}
          options={[...clients].map(([value, label]) => ({ value, label }))}
          value={search.company}
          onChange={(company) => change({ company })}
        />
      </SimpleGrid>
      <Select
        hiddenFrom="sm"
        w="100%"
        label={t("filter.sort")}
        data={PENDING_SORTS.map((sort) => ({ value: sort, label: t(`sorts.${sort}`) }))}
        value={search.sort ?? "-created"}
        allowDeselect={false}
        onChange={(sort) => change({ sort: PENDING_SORTS.find((one) => one === sort) })}
      />
      <DownloadList path="/api/contractor/transactions" query={pendingFilter(search)} />
    </Group>
  );
}

function List({ search }: { search: PendingSearch }) {
  const { t } = useTranslation("payments");
  const tab = search.tab ?? "processing";
  return (
    <ListRows
      caption={`${t("sections.pending")} · ${t(`tabs.${tab}`)}`}
      search={search}
      query={pendingOptions(search)}
      columns={useColumns()}
      rowKey={(row: TransactionSummary) => row.transaction_id}
      said={(count) => t("shown_transactions", { count })}
      filters={["q", "work_order", "company"]}
      sortedBy="-created"
      empty={<Nothing tab={tab} />}
    />
  );
}

function Nothing({ tab }: { tab: (typeof PENDING_TABS)[number] }) {
  const { t } = useTranslation("payments");
  const all = useQuery(contractorSummariseTransactionsOptions()).data?.all.count;
  if (all) {
    return <EmptyState title={t(`empty.${tab}_title`)}>{t(`empty.${tab}`)}</EmptyState>;
  }
  return (
    <EmptyState
      title={t("empty.all_title")}
      action={
        <ButtonLink to="/work" variant="default">
          {t("empty.to_work")}
        </ButtonLink>
      }
    >
      {t("empty.all")}
    </EmptyState>
  );
}

function useColumns(): Column<TransactionSummary>[] {
  const { t } = useTranslation("payments");
  const formats = useFormats();
  return [
    {
      id: "work_order",
      title: t("fields.work_order"),
      primary: true,
      cell: (row) => <TransactionTitle of={row} isOfList />,
    },
    {
      id: "period",
      title: t("fields.period"),
      cell: (row) => formats.range(row.period_start, row.period_end),
    },
    {
      id: "created",
      title: t("fields.created"),
      sort: "created",
      cell: (row) => <Day day={row.created_on} />,
    },
    {
      id: "estimated",
      title: t("fields.estimated"),
      sort: "estimated_payment_on",
      cell: (row) => (
        <Group gap="xs" justify="inherit">
          <EstimatedPayment of={row} />
          {row.is_returned && <ReturnedStatus />}
        </Group>
      ),
    },
    {
      id: "amount",
      title: t("fields.net"),
      sort: "amount",
      align: "right",
      cell: (row) => (
        <Stack gap={0} align="flex-end">
          <Money amount={row.net} />
          {row.deductions_unsettled && (
            <Text size="sm" c="dimmed" component="span" ta="right">
              {t("before_deductions")}
            </Text>
          )}
        </Stack>
      ),
    },
  ];
}
