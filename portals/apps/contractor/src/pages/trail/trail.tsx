import { Group, Stack, Text, Title } from "@mantine/core";
import type { TrailSummary } from "@portico/api";
import {
  ButtonLink,
  Card,
  ChoiceLink,
  Choices,
  EmptyState,
  ListRows,
  Page,
  RowsSkeleton,
  SelectFilter,
  TextLink,
  useFormats,
} from "@portico/ui";
import { fromList } from "@portico/ui/portal";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { workOrderOptions } from "../payments/queries";
import { Amounts } from "./amounts";
import { trailOptions } from "./queries";
import { useReader } from "./reader";
import { TRAIL_STATES, type TrailSearch } from "./search";
import { nowOf } from "./sentences";
import { Stages } from "./stages";

const route = getRouteApi("/shell/trail");

/** Each piece of work on its way to money, the newest period first (C14). */
export function Trail() {
  const { t } = useTranslation("trail");
  const search = route.useSearch();
  return (
    <Page title={t("title")} lead={t("lead")}>
      <Stack gap="md">
        <Filters search={search} />
        <ListRows
          search={search}
          query={trailOptions(search)}
          skeleton={<RowsSkeleton rows={4} height={190} />}
          filters={["work_order"]}
          empty={<Nothing state={search.state ?? "open"} />}
        >
          {(rows: readonly TrailSummary[]) =>
            rows.map((row) => (
              <TrailCard key={`${row.work_order_id} ${row.period_start}`} row={row} />
            ))
          }
        </ListRows>
      </Stack>
    </Page>
  );
}

function Filters({ search }: { search: TrailSearch }) {
  const { t } = useTranslation("trail");
  const navigate = route.useNavigate();
  const orders = useQuery(workOrderOptions()).data?.items ?? [];
  const here = search.state ?? "open";
  return (
    <Group align="flex-end" justify="space-between" gap="sm">
      <Choices label={t("filter.label")}>
        {TRAIL_STATES.map((state) => (
          <ChoiceLink
            key={state}
            to="/trail"
            search={{ work_order: search.work_order, state }}
            here={state === here}
          >
            {t(`filter.${state}`)}
          </ChoiceLink>
        ))}
      </Choices>
      <SelectFilter
        label={t("filter.work_order")}
        flex="0 1 22rem"
        options={orders.map((order) => ({
          value: order.work_order_id,
          label: `${order.title} · ${order.code}`,
        }))}
        value={search.work_order}
        onChange={(work_order) =>
          void navigate({
            search: { state: search.state, work_order },
            replace: true,
            resetScroll: false,
          })
        }
      />
    </Group>
  );
}

function Nothing({ state }: { state: (typeof TRAIL_STATES)[number] }) {
  const { t } = useTranslation("trail");
  return (
    <EmptyState
      title={t(`empty.${state}_title`)}
      action={
        state === "all" ? (
          <ButtonLink to="/work" variant="default">
            {t("empty.to_work")}
          </ButtonLink>
        ) : (
          <ButtonLink to="/trail" search={{ state: "all" }} variant="default">
            {t("empty.show_all")}
          </ButtonLink>
        )
      }
    >
      {t(`empty.${state}`)}
    </EmptyState>
  );
}

function TrailCard({ row }: { row: TrailSummary }) {
  const { t } = useTranslation("trail");
  const formats = useFormats();
  const reader = useReader();
  const period = formats.range(row.period_start, row.period_end);
  const more = row.waits.length - 1;
  return (
    <Card component="article" aria-label={`${row.work_order_title}, ${period}`}>
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={2} miw={0} flex="1 1 16rem">
          <Title order={2}>
            <TextLink
              to="/trail/$workOrderId/$periodStart"
              params={{ workOrderId: row.work_order_id, periodStart: row.period_start }}
              state={fromList}
              inherit
              aria-label={`${row.work_order_title}, ${period}`}
            >
              {row.work_order_title}
            </TextLink>
          </Title>
          <Text c="dimmed" size="sm">
            {[row.company_name, period].filter(Boolean).join(" · ")}
          </Text>
        </Stack>
        <Amounts of={row} />
      </Group>
      <Text fw={550}>
        {nowOf(row, reader)}
        {more > 0 && ` · ${t("more", { count: more })}`}
      </Text>
      <Stages of={row} />
    </Card>
  );
}
