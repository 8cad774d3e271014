import { Group, Stack, Text } from "@mantine/core";
import type { InquirySummary } from "@portico/api";
import {
  ButtonLink,
  ChoiceFilter,
  type Column,
  EmptyState,
  ListRows,
  Moment,
  Page,
  RowTitle,
  SearchField,
  SelectFilter,
  TextLink,
  useBoot,
  useListSearch,
} from "@portico/ui";
import { fromList } from "@portico/ui/portal";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { InquiriesOff } from "./off";
import { inquiriesOptions, summaryOptions } from "./queries";
import { INQUIRY_FILTERS, INQUIRY_KINDS, type InquiriesSearch } from "./search";
import { InquiryStatus } from "./status";

const route = getRouteApi("/shell/inquiries");

/** Conversations with the agency, as far as scope reaches (K15). */
export function Inquiries() {
  const { t } = useTranslation("inquiries");
  const { agency } = useBoot();
  const search = route.useSearch();
  const isOff = useQuery(summaryOptions()).data?.takes_inquiries === false;
  return (
    <Page
      title={t("title")}
      lead={t("lead", { agency: agency.name })}
      action={!isOff && <NewButton />}
    >
      <Stack gap="md">
        {isOff && <InquiriesOff />}
        <Filters search={search} />
        <ListRows
          caption={t("title")}
          search={search}
          query={inquiriesOptions(search)}
          columns={useColumns()}
          rowKey={(row: InquirySummary) => row.inquiry_id}
          said={(count) => t("shown", { count })}
          filters={["show", "kind", "q"]}
          sortedBy="-activity"
          empty={
            !isOff && (
              <EmptyState title={t("empty_title")} action={<NewButton />}>
                {t("empty", { agency: agency.name })}
              </EmptyState>
            )
          }
        />
      </Stack>
    </Page>
  );
}

function NewButton() {
  const { t } = useTranslation("inquiries");
  return (
    <ButtonLink to="/inquiries/new" leftSection={<IconPlus size={18} aria-hidden />}>
      {t("new")}
    </ButtonLink>
  );
}

function Filters({ search }: { search: InquiriesSearch }) {
  const { t } = useTranslation("inquiries");
  const { change } = useListSearch<InquiriesSearch>();
  return (
    <Stack gap="md">
      <ChoiceFilter
        label={t("filter.show")}
        search={search}
        name="show"
        values={INQUIRY_FILTERS}
        nameOf={(show) => t(`states.${show ?? "all"}`)}
      />
      <Group align="flex-end" gap="sm" role="search">
        <SearchField
          label={t("filter.search")}
          placeholder={t("filter.search_by")}
          value={search.q}
          onSearch={(q) => change({ q })}
        />
        <SelectFilter
          label={t("fields.kind")}
          options={INQUIRY_KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) }))}
          value={search.kind}
          onChange={(kind) => change({ kind })}
          searchable={false}
        />
      </Group>
    </Stack>
  );
}

function useColumns(): Column<InquirySummary>[] {
  const { t } = useTranslation("inquiries");
  return [
    {
      id: "subject",
      title: t("fields.subject"),
      primary: true,
      cell: (row) => (
        <RowTitle below={[t(`kinds.${row.kind}`), row.link?.name].filter(Boolean).join(" · ")}>
          <TextLink
            to="/inquiries/$inquiryId"
            params={{ inquiryId: row.inquiry_id }}
            state={fromList}
          >
            <span style={{ overflowWrap: "anywhere" }}>{row.subject}</span>
          </TextLink>
        </RowTitle>
      ),
    },
    { id: "by", title: t("fields.opened_by"), cell: (row) => row.opened_by_name },
    {
      id: "activity",
      title: t("fields.last_message"),
      sort: "activity",
      cell: (row) => (
        <Stack gap={0}>
          <Moment moment={row.last_message_at} />
          <Text size="sm" c="dimmed" component="span">
            {row.last_message_by_name}
          </Text>
        </Stack>
      ),
    },
    {
      id: "state",
      title: t("fields.state"),
      cell: (row) => (
        <Stack gap={2} align="flex-start">
          <InquiryStatus of={row} />
          {row.assigned_to_name && row.state !== "closed" && (
            <Text size="sm" c="dimmed" component="span">
              {row.assigned_to_name}
            </Text>
          )}
        </Stack>
      ),
    },
  ];
}
