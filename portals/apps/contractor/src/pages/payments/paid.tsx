import { Group, SimpleGrid, Stack } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import type { PagePaymentSummary, PaymentSummary } from "@portico/api";
import {
  type Column,
  DataTable,
  Day,
  EmptyState,
  FilteredEmptyState,
  LoadedAgain,
  Money,
  Paging,
  SearchField,
  TextLink,
  useToday,
} from "@portico/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { fromList } from "../../back";
import { DateFields } from "../../dates";
import { DownloadList } from "./download";
import { Method } from "./method";
import { paidOptions } from "./queries";
import type { PaidSearch } from "./search";
import { PaymentsPage } from "./sections";
import { isOrdered } from "./states";
import { StateStatus } from "./status";

const route = getRouteApi("/shell/payments/paid");

/** What was paid, the newest first (C11). */
export function Paid() {
  const { t } = useTranslation("payments");
  const search = route.useSearch();
  const query = useQuery({ ...paidOptions(search), placeholderData: keepPreviousData });
  return (
    <PaymentsPage section="paid">
      <Stack gap="md">
        <Filters search={search} />
        <LoadedAgain
          query={query}
          said={(page) => t("shown_payments", { count: page.items.length })}
        >
          {(page) => <Rows page={page} search={search} />}
        </LoadedAgain>
      </Stack>
    </PaymentsPage>
  );
}

function useChange() {
  const navigate = route.useNavigate();
  return (change: Partial<PaidSearch>) =>
    void navigate({
      search: (before) => ({ ...before, cursor: undefined, ...change }),
      replace: true,
      resetScroll: false,
    });
}

function Filters({ search }: { search: PaidSearch }) {
  const { t } = useTranslation("payments");
  const change = useChange();
  const { cursor: _, ...shown } = search;
  const dates = {
    valueFormat: "D MMM YYYY",
    clearable: true,
    popoverProps: { withinPortal: true },
  };
  return (
    <DateFields>
      <Group align="flex-end" gap="sm" role="search">
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm" flex="1 1 24rem">
          <SearchField
            label={t("filter.search")}
            placeholder={t("filter.search_payments")}
            value={search.q}
            onSearch={(q) => change({ q })}
          />
          <DatePickerInput
            {...dates}
            label={t("filter.from")}
            placeholder={t("filter.any_day")}
            value={search.from ?? null}
            maxDate={search.to}
            onChange={(from) => change({ from: from ?? undefined })}
            clearButtonProps={{ "aria-label": t("filter.clear_from") }}
          />
          <DatePickerInput
            {...dates}
            label={t("filter.to")}
            placeholder={t("filter.any_day")}
            value={search.to ?? null}
            minDate={search.from}
            onChange={(to) => change({ to: to ?? undefined })}
            clearButtonProps={{ "aria-label": t("filter.clear_to") }}
          />
        </SimpleGrid>
        <DownloadList path="/api/contractor/payments" query={shown} />
      </Group>
    </DateFields>
  );
}

function Rows({ page, search }: { page: PagePaymentSummary; search: PaidSearch }) {
  const { t } = useTranslation("payments");
  const navigate = route.useNavigate();
  const change = useChange();
  const columns = useColumns();
  if (page.items.length === 0) {
    return search.q || search.from || search.to || search.cursor ? (
      <FilteredEmptyState
        onClear={() => change({ q: undefined, from: undefined, to: undefined })}
      />
    ) : (
      <EmptyState title={t("empty.paid_title")}>{t("empty.paid")}</EmptyState>
    );
  }
  return (
    <Stack gap="md">
      <DataTable
        caption={t("sections.paid")}
        columns={columns}
        rows={page.items}
        rowKey={(row) => row.payment_id}
      />
      <Paging
        cursor={search.cursor}
        nextCursor={page.next_cursor}
        onGo={(cursor) => void navigate({ search: (before) => ({ ...before, cursor }) })}
      />
    </Stack>
  );
}

function useColumns(): Column<PaymentSummary>[] {
  const { t } = useTranslation("payments");
  const today = useToday();
  return [
    {
      id: "number",
      title: t("fields.payment"),
      primary: true,
      cell: (row) => (
        <TextLink
          to="/payments/paid/$paymentId"
          params={{ paymentId: row.payment_id }}
          state={fromList}
        >
          {row.number}
        </TextLink>
      ),
    },
    {
      id: "paid_on",
      title: t("fields.paid_on"),
      cell: (row) => (
        <Group gap="xs" justify="inherit">
          <Day day={row.paid_on} />
          {isOrdered(row.paid_on, today) && <StateStatus state="paid" paidOn={row.paid_on} />}
        </Group>
      ),
    },
    { id: "method", title: t("fields.method"), cell: (row) => <Method name={row.method} /> },
    {
      id: "amount",
      title: t("fields.amount"),
      align: "right",
      cell: (row) => <Money amount={row.amount} />,
    },
  ];
}
