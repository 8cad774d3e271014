import { Group, Select } from "@mantine/core";
import { SearchField, useListSearch } from "@portico/ui";
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
  const common = {
    clearable: true,
    clearButtonProps: { "aria-label": t("filter.clear") },
    placeholder: t("filter.all"),
    w: { base: "100%", xs: "14rem" },
  };
  return (
    <Group gap="sm" align="flex-end" role="search">
      <SearchField label={t("filter.employee")} value={search.q} onSearch={(q) => change({ q })} />
      <Select
        {...common}
        searchable
        nothingFoundMessage={t("filter.nothing")}
        label={t("fields.project")}
        data={projects.map(({ project_id, name, code }) => ({
          value: project_id,
          label: `${name} · ${code}`,
        }))}
        value={search.project ?? null}
        onChange={(project) => change({ project: project ?? undefined })}
      />
      {seesWork && (
        <Select
          {...common}
          label={t("fields.logged")}
          data={LOGGED.map((logged) => ({ value: logged, label: t(`logged.${logged}`) }))}
          value={search.logged ?? null}
          onChange={(logged) =>
            change({ logged: LOGGED.find((one) => one === logged) ?? undefined })
          }
        />
      )}
    </Group>
  );
}
