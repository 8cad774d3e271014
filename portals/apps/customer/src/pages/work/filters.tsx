import { Button, Collapse, Group, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  ChoiceLink,
  Choices,
  PeriodFilter,
  ProjectFilter,
  SelectFilter,
  TabLink,
  Tabs,
  useFormats,
  useListSearch,
} from "@portico/ui";
import { IconFilter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { employeesOptions, projectOptions, summaryOptions } from "./queries";
import { ARTICLES, GROUPS, shownStatus, WORK_STATUSES, type WorkSearch } from "./search";

/** Where the work stands, with how many entries and hours stand there. */
export function Statuses({ search }: { search: WorkSearch }) {
  const { t } = useTranslation("work");
  const formats = useFormats();
  const summary = useQuery(summaryOptions(search)).data;
  const { cursor: _, entry: __, ...kept } = search;
  return (
    <Tabs label={t("filter.status")}>
      {WORK_STATUSES.map((status) => {
        const there = summary?.[status];
        return (
          <TabLink
            key={status}
            to="/work"
            search={{ ...kept, status: status === "to_approval" ? undefined : status }}
            here={shownStatus(search) === status}
            name={t(`status.${status}`)}
            count={there ? formats.number(there.count) : " "}
            sum={
              there ? formats.hours(there.minutes === null ? there.hours : there.minutes / 60) : " "
            }
          />
        );
      })}
    </Tabs>
  );
}

/** The period, and what else narrows the list: unfolded where something is set. */
export function Filters({ search, children }: { search: WorkSearch; children: ReactNode }) {
  const { t } = useTranslation("work");
  const set = [search.project, search.contractor, search.article].filter(Boolean).length;
  const [opened, { toggle }] = useDisclosure(set > 0);
  const id = useId();
  return (
    <Stack gap="sm" role="search">
      <Group justify="space-between" gap="sm">
        <PeriodFilter label={t("filter.period")} search={search} />
        <Group gap="sm">
          <Grouping search={search} />
          <Button
            variant="default"
            leftSection={<IconFilter size={18} aria-hidden />}
            aria-expanded={opened}
            aria-controls={id}
            onClick={toggle}
          >
            {set > 0 ? t("filter.some", { count: set }) : t("filter.title")}
          </Button>
          {children}
        </Group>
      </Group>
      <Collapse expanded={opened} id={id}>
        <Fields search={search} />
      </Collapse>
    </Stack>
  );
}

function Grouping({ search: { cursor: _, entry: __, ...search } }: { search: WorkSearch }) {
  const { t } = useTranslation("work");
  return (
    <Choices label={t("group.label")}>
      {[undefined, ...GROUPS].map((group) => (
        <ChoiceLink
          key={group ?? "none"}
          to="/work"
          search={{ ...search, group }}
          here={group === search.group}
          replace
        >
          {t(`group.${group ?? "none"}`)}
        </ChoiceLink>
      ))}
    </Choices>
  );
}

function Fields({ search }: { search: WorkSearch }) {
  const { t } = useTranslation("work");
  const { change } = useListSearch<WorkSearch>();
  const projects = useQuery(projectOptions()).data?.items ?? [];
  const employees = useQuery(employeesOptions(search)).data?.groups ?? [];
  const width = { base: "100%", xs: "14rem" };
  return (
    <Group gap="sm" align="flex-end">
      <SelectFilter
        label={t("fields.employee")}
        options={employees.map(({ group_id, name }) => ({ value: group_id, label: name }))}
        value={search.contractor}
        onChange={(contractor) => change({ contractor })}
        w={width}
      />
      <ProjectFilter
        label={t("fields.project")}
        projects={projects}
        value={search.project}
        onChange={(project) => change({ project })}
        w={width}
      />
      <SelectFilter
        label={t("fields.article")}
        options={ARTICLES.map((article) => ({ value: article, label: t(`articles.${article}`) }))}
        value={search.article}
        onChange={(article) => change({ article })}
        searchable={false}
        w={width}
      />
    </Group>
  );
}
