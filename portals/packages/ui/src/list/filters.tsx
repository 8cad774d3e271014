import { Group, Select, type SelectProps } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ChoiceLink, Choices } from "../components/section-tabs";
import type { ListSearch } from "./list-page";

interface SelectFilterProps<Value extends string>
  extends Pick<SelectProps, "flex" | "searchable" | "w"> {
  label: string;
  options: readonly { value: Value; label: string }[];
  value: Value | undefined;
  onChange: (value: Value | undefined) => void;
}

/** One value of a field that a list is narrowed to, or all of them. */
export function SelectFilter<Value extends string>({
  label,
  options,
  value,
  onChange,
  ...props
}: SelectFilterProps<Value>) {
  const { t } = useTranslation("ui");
  return (
    <Select
      searchable
      w={{ base: "100%", xs: "auto" }}
      {...props}
      label={label}
      placeholder={t("filter.all")}
      data={options}
      value={value ?? null}
      onChange={(chosen) => onChange(options.find((one) => one.value === chosen)?.value)}
      clearable
      clearButtonProps={{ "aria-label": t("filter.clear", { label }) }}
      nothingFoundMessage={t("filter.nothing")}
    />
  );
}

interface ProjectFilterProps extends Pick<SelectProps, "w"> {
  label: string;
  projects: readonly { project_id: string; name: string; code: string }[];
  value: string | undefined;
  onChange: (projectId: string | undefined) => void;
}

/** A project that a list is narrowed to, by its name and code. */
export function ProjectFilter({ projects, ...props }: ProjectFilterProps) {
  const options = projects.map(({ project_id, name, code }) => ({
    value: project_id,
    label: `${name} · ${code}`,
  }));
  return <SelectFilter {...props} options={options} />;
}

interface ChoiceFilterProps<Search extends ListSearch, Name extends keyof Search> {
  label: string;
  search: Search;
  /** What of the search it changes. */
  name: Name;
  values: readonly NonNullable<Search[Name]>[];
  /** What a value is called; without one, what shows all of them is called. */
  nameOf: (value: NonNullable<Search[Name]> | undefined) => string;
}

/** What a list shows, each a link: all of it, or what has one of a few values. */
export function ChoiceFilter<Search extends ListSearch, Name extends keyof Search>({
  label,
  search: { cursor: _, ...search },
  name,
  values,
  nameOf,
}: ChoiceFilterProps<Search, Name>) {
  const here = (search as Search)[name];
  return (
    <Group>
      <Choices label={label}>
        {[undefined, ...values].map((value) => (
          <ChoiceLink
            key={String(value)}
            to="."
            search={{ ...search, [name]: value } as never}
            here={value === here}
          >
            {nameOf(value)}
          </ChoiceLink>
        ))}
      </Choices>
    </Group>
  );
}
