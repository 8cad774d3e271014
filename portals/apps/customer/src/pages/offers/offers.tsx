import { Group, Stack, Text } from "@mantine/core";
import type { OfferSummary } from "@portico/api";
import {
  ChoiceFilter,
  type Column,
  EmptyState,
  ListRows,
  Moment,
  Page,
  ProjectFilter,
  RowTitle,
  SearchField,
  TextLink,
  Unbroken,
  useBoot,
  useListSearch,
} from "@portico/ui";
import { fromList, useMe } from "@portico/ui/portal";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { offersOptions, projectOptions } from "./queries";
import { OFFER_FILTERS, type OffersSearch } from "./search";
import { standingOf } from "./standing";
import { OfferStatus } from "./status";

const route = getRouteApi("/shell/offers");

/** Offers and agreements sent to the contact, their projects or the company, as scope reaches (K14). */
export function Offers() {
  const { t } = useTranslation("offers");
  const { agency } = useBoot();
  const search = route.useSearch();
  return (
    <Page title={t("title")} lead={t("lead", { agency: agency.name })}>
      <Stack gap="md">
        <Filters search={search} />
        <ListRows
          caption={t("title")}
          search={search}
          query={offersOptions(search)}
          columns={useColumns()}
          rowKey={(row: OfferSummary) => row.offer_id}
          said={(count) => t("shown", { count })}
          filters={["show", "project", "q"]}
          empty={
            <EmptyState title={t("empty_title")}>{t("empty", { agency: agency.name })}</EmptyState>
          }
        />
      </Stack>
    </Page>
  );
}

function Filters({ search }: { search: OffersSearch }) {
  const { t } = useTranslation("offers");
  const { change } = useListSearch<OffersSearch>();
  const maySign = useMe().person.permissions.includes("offers.sign");
  const filters = OFFER_FILTERS.filter((one) => one !== "mine" || maySign || search.show === one);
  return (
    <Stack gap="md">
      <ChoiceFilter
        label={t("filter.show")}
        search={search}
        name="show"
        values={filters}
        nameOf={(show) => t(`filter.${show ?? "all"}`)}
      />
      <Group align="flex-end" gap="sm" role="search">
        <SearchField
          label={t("filter.search")}
          placeholder={t("filter.search_by")}
          value={search.q}
          onSearch={(q) => change({ q })}
        />
        <ProjectField project={search.project} />
      </Group>
    </Stack>
  );
}

/** Left out for who sees no projects. */
function ProjectField({ project }: { project: string | undefined }) {
  const { t } = useTranslation("offers");
  const { change } = useListSearch<OffersSearch>();
  const { permissions } = useMe().person;
  const seesProjects = permissions.includes("work.view") || permissions.includes("work.approve");
  const query = useQuery({ ...projectOptions(), enabled: seesProjects });
  const projects = query.data?.items ?? [];
  if (projects.length === 0 && !project) return null;
  return (
    <ProjectFilter
      label={t("fields.project")}
      projects={projects}
      value={project}
      onChange={(chosen) => change({ project: chosen })}
    />
  );
}

function useColumns(): Column<OfferSummary>[] {
  const { t } = useTranslation("offers");
  return [
    {
      id: "title",
      title: t("fields.title"),
      primary: true,
      cell: (row) => (
        <RowTitle
          below={
            <>
              <Unbroken>{row.number}</Unbroken> · {row.project_name ?? row.company_name}
            </>
          }
        >
          <TextLink to="/offers/$offerId" params={{ offerId: row.offer_id }} state={fromList}>
            <span style={{ overflowWrap: "anywhere" }}>{row.title}</span>
          </TextLink>
        </RowTitle>
      ),
    },
    { id: "sent", title: t("fields.sent_at"), cell: (row) => <Moment moment={row.sent_at} /> },
    {
      id: "until",
      title: t("fields.until"),
      cell: (row) =>
        ["mine", "open"].includes(standingOf(row)) ? <Moment moment={lastMoment(row)} /> : "—",
    },
    {
      id: "signed",
      title: t("fields.signed"),
      cell: (row) => t("signed_of", { signed: row.signed, signers: row.signers }),
    },
    {
      id: "state",
      title: t("fields.state"),
      cell: (row) => (
        <Stack gap={2} align="flex-start">
          <OfferStatus of={row} />
          {standingOf(row) === "open" && row.awaits_name && (
            <Text size="sm" c="dimmed" component="span">
              {row.awaits_name}
            </Text>
          )}
        </Stack>
      ),
    },
  ];
}

/** Before the moment at which the time is over: that is midnight, and so of the next day. */
const lastMoment = ({ expires_at }: OfferSummary) =>
  new Date(new Date(expires_at).getTime() - 60_000).toISOString();
