import { Group } from "@mantine/core";
import { ProjectFilter, SearchField, SelectFilter, useListSearch } from "@portico/ui";
import { useMe } from "@portico/ui/portal";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { projectOptions } from "./queries";
import { type JobsSearch, LOGGED } from "./search";

/** What narrows the shifts: a contractor's name, a project, where their work stands. */
export function Filters({ search }: { search: JobsSearch }) {
  const { t } = useTranslation("jobs");
  const { change } = useListSearch<JobsSearch>();
  const projects = useQuery(projectOptions()).data?.items ?? [];
  const seesWork = useMe().person.permissions.includes("work.view");
  const width = { base: "100%", xs: "14rem" };
  return (
    <Group gap="sm" align="flex-end" role="search">
      <SearchField label={t("filter.employee")} value={search.q} onSearch={(q) => change({ q })} />
      <ProjectFilter
        label={t("fields.project")}
        projects={projects}
        value={search.project}
        onChange={(project) => change({ project })}
        w={width}
      />
      {seesWork && (
        <SelectFilter
          label={t("fields.logged")}
          options={LOGGED.map((logged) => ({ value: logged, label: t(`logged.${logged}`) }))}
          value={search.logged}
          onChange={(logged) => change({ logged })}
          searchable={false}
          w={width}
        />
      )}
    </Group>
  );
}
