import { Button, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./bulk-bar.module.css";
import { allMatching, countOf, NOTHING, type Selection } from "./selection";

interface Props<Filter> {
  selection: Selection<Filter>;
  onChange: (selection: Selection<Filter>) => void;
  /** What the list shows now, and how many rows match it. */
  filter: Filter;
  total: number;
  /** The actions, each named with what it does: "Approve 14". */
  children: ReactNode;
}

/**
 * The bar that a selection brings up: how many, all that match, what can be done with them. It
 * stands after the list, and stays at the lower edge of the window as long as the list is longer.
 */
export function BulkBar<Filter>({ selection, onChange, filter, total, children }: Props<Filter>) {
  const { t } = useTranslation("ui");
  const count = countOf(selection);
  if (count === 0) return null;
  const isAll = selection.kind === "matching" && selection.except.size === 0;
  return (
    <Group
      className={classes.bar}
      role="region"
      aria-label={t("list.selection")}
      justify="space-between"
      gap="sm"
    >
      <Group gap="sm">
        <Text fw={600} role="status">
          {t("list.selected", { count })}
        </Text>
        {!isAll && total > count && (
          <Button
            size="compact-md"
            variant="subtle"
            onClick={() => onChange(allMatching(filter, total))}
          >
            {t("list.select_all", { count: total })}
          </Button>
        )}
        <Button size="compact-md" variant="subtle" color="gray" onClick={() => onChange(NOTHING)}>
          {t("list.clear")}
        </Button>
      </Group>
      <Group gap="sm">{children}</Group>
    </Group>
  );
}
