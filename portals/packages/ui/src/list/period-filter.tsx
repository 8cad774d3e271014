import { Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { PeriodNavigator } from "../components/period-navigator";
import { ChoiceLink, Choices } from "../components/section-tabs";
import { useBoot, useToday } from "../context";
import { addDays, monthEnd, monthOf, weekStart } from "../days";
import { type ListSearch, useListSearch } from "./list-page";

/** A month (`YYYY-MM`), or a week by its first day; neither: at any time. */
interface PeriodSearch extends ListSearch {
  month?: string | undefined;
  week?: string | undefined;
}

/** The first and the last day of what is looked at; neither where it is any time. */
export function daysOf({ month, week }: PeriodSearch): { from?: string; to?: string } {
  if (month) return { from: `${month}-01`, to: monthEnd(month) };
  if (week) return { from: week, to: addDays(week, 6) };
  return {};
}

/** All of a list, or a month or a week of it, with arrows to the one before and after. */
export function PeriodFilter<Search extends PeriodSearch>({
  label,
  search: { cursor: _, ...search },
  isAlways = false,
}: {
  /** What the period is of: "Issued". */
  label: string;
  search: Search;
  /** There is always a period: a calendar cannot show all dates. Give the one that is shown. */
  isAlways?: boolean;
}) {
  const { t } = useTranslation("ui");
  const { change } = useListSearch<PeriodSearch>();
  const { weekStartsOn } = useBoot().agency;
  const today = useToday();
  const { month, week } = search;
  const weekOf = (month: string) => weekStart(`${month}-01`, weekStartsOn);
  // From one to the other one stays at the time that is looked at.
  const choices = [
    { name: "all", here: !month && !week, month: undefined, week: undefined },
    {
      name: "month",
      here: month !== undefined,
      month: month ?? monthOf(week ?? today),
      week: undefined,
    },
    {
      name: "week",
      here: month === undefined && week !== undefined,
      month: undefined,
      week:
        week ??
        (month && month !== monthOf(today) ? weekOf(month) : weekStart(today, weekStartsOn)),
    },
  ] as const;
  const navigator = month
    ? ({ unit: "month", value: month } as const)
    : week && ({ unit: "week", value: week } as const);
  return (
    <Group gap="md">
      <Choices label={label}>
        {choices.slice(isAlways ? 1 : 0).map(({ name, here, month, week }) => (
          <ChoiceLink
            key={name}
            to="."
            search={{ ...search, month, week } as never}
            here={here}
            replace
          >
            {t(`period.${name}`)}
          </ChoiceLink>
        ))}
      </Choices>
      {navigator && (
        <PeriodNavigator
          {...navigator}
          weekStartsOn={weekStartsOn}
          onGo={(value) => change({ [navigator.unit]: value })}
        />
      )}
    </Group>
  );
}
