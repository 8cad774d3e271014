import { Box, Group, SimpleGrid, Stack } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import type { PaymentSummary } from "@portico/api";
import {
  type Column,
  Day,
  DownloadList,
  EmptyState,
  ListRows,
  Money,
  SearchField,
  TextLink,
  useFormats,
  useListSearch,
  useToday,
} from "@portico/ui";
import { DateFields } from "@portico/ui/dates";
import { fromList } from "@portico/ui/portal";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
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
  const columns = useColumns();
  return (
    <PaymentsPage section="paid">
      <Stack gap="md">
        <Filters search={search} />
        <ListRows
          caption={t("sections.paid")}
          search={search}
          query={paidOptions(search)}
          columns={columns}
          rowKey={(row: PaymentSummary) => row.payment_id}
          said={(count) => t("shown_payments", { count })}
          filters={["q", "from", "to"]}
          empty={<EmptyState title={t("empty.paid_title")}>{t("empty.paid")}</EmptyState>}
        />
      </Stack>
    </PaymentsPage>
  );
}

function Filters({ search }: { search: PaidSearch }) {
  const { t } = useTranslation("payments");
  const { change } = useListSearch<PaidSearch>();
  const { cursor: _, ...shown } = search;
  const formats = useFormats();
  const dates = {
    valueFormatter: ({ date }: { date: unknown }) =>
      typeof date === "string" ? formats.day(date) : "",
    clearable: true,
    popoverProps: { withinPortal: true },
  };
  return (
    <DateFields>
      <Group align="flex-end" gap="sm" role="search">
        <Box flex="1 1 25rem">
          <SearchField
            label={t("filter.search")}
            placeholder={t("filter.search_payments")}
            value={search.q}
            onSearch={(q) => change({ q })}
          />
        </Box>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm" flex="1 1 20rem">
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
