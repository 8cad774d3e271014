import { ActionIcon, Group, Stack, Text, Tooltip, UnstyledButton } from "@mantine/core";
import type { WorkGroup, WorkRow } from "@portico/api";
import {
  type Column,
  Day,
  Moneys,
  RowDetails,
  type RowGroups,
  Status,
  useFormats,
  useWaitsFor,
} from "@portico/ui";
import { IconArrowBackUp, IconCheck, IconMessage, IconRotate2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { CommandKind } from "./commands";
import { quantityText, useEntryName } from "./quantity";
import { groupsOptions, remarksOptions } from "./queries";
import classes from "./rows.module.css";
import type { Group as By, WorkSearch } from "./search";
import { isUndoable, WorkStatusLabel } from "./status";

interface Props {
  search: WorkSearch;
  onOpen: (row: WorkRow) => void;
  /** Left out: this person approves nothing. */
  onCommand?: (kind: CommandKind, row: WorkRow) => void;
}

export function useColumns({ search, onOpen, onCommand }: Props): Column<WorkRow>[] {
  const { t } = useTranslation("work");
  const formats = useFormats();
  const remarks = useRemarks(search, onCommand !== undefined);
  const waitsFor = useWaitsFor();
  return [
    {
      id: "employee",
      title: t("fields.employee"),
      primary: true,
      cell: (row) => (
        <UnstyledButton className={classes.open} onClick={() => onOpen(row)} data-opens>
          <span className={classes.name}>{row.contractor_name}</span>
          <RowDetails>
            {row.project_name} · {row.work_order_title}
          </RowDetails>
          {row.note && (
            <Text size="sm" component="span" fw={400} className={classes.note}>
              {row.note}
            </Text>
          )}
        </UnstyledButton>
      ),
    },
    {
      id: "day",
      title: t("fields.day"),
      cell: (row) => <Day day={row.work_on} weekday />,
    },
    {
      id: "quantity",
      title: t("fields.quantity"),
      align: "right",
      cell: (row) => (
        <Stack gap={2} className={classes.quantity}>
          <span>{quantityText(row, formats)}</span>
          <Text size="sm" c="dimmed" component="span">
            {t(`articles.${row.article}`)}
          </Text>
        </Stack>
      ),
    },
    {
      id: "status",
      title: t("fields.status"),
      cell: (row) => (
        <Stack gap={4} align="flex-start" className={classes.status}>
          <WorkStatusLabel row={row} />
          {waitsFor(row) && (
            <Text size="sm" c="dimmed" className={classes.note}>
              {waitsFor(row)}
            </Text>
          )}
          {remarks(row.entry_id).map((kind) => (
            <Status key={kind} tone="warn">
              {t(`remark.${kind}`)}
            </Status>
          ))}
          {row.return_reason && row.status === "returned" && (
            <Text size="sm" c="dimmed" className={classes.note}>
              {row.return_reason}
            </Text>
          )}
        </Stack>
      ),
    },
    {
      id: "actions",
      title: t("fields.actions"),
      align: "right",
      cell: (row) => <RowActions row={row} onOpen={onOpen} onCommand={onCommand} />,
    },
  ];
}

/** Approve, return, undo, and the conversation, of one entry. */
function RowActions({
  row,
  onOpen,
  onCommand,
}: {
  row: WorkRow;
  onOpen: Props["onOpen"];
  onCommand: Props["onCommand"] | undefined;
}) {
  const { t } = useTranslation("work");
  const name = useEntryName()(row);
  const canDecide = onCommand && row.status === "to_approval";
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      {canDecide && (
        <>
          <Action label={t("approve.of", { name })} onClick={() => onCommand("approve", row)}>
            <IconCheck size={18} aria-hidden />
          </Action>
          <Action label={t("return.of", { name })} onClick={() => onCommand("return", row)}>
            <IconArrowBackUp size={18} aria-hidden />
          </Action>
        </>
      )}
      {onCommand && isUndoable(row) && (
        <Action label={t("undo.of", { name })} onClick={() => onCommand("undo", row)}>
          <IconRotate2 size={18} aria-hidden />
        </Action>
      )}
      <Action
        label={t("entry.comments_of", { name, count: row.comment_count })}
        onClick={() => onOpen(row)}
      >
        <IconMessage size={18} aria-hidden />
        {row.comment_count > 0 && <span className={classes.count}>{row.comment_count}</span>}
      </Action>
    </Group>
  );
}

function Action({
  label,
  onClick,
  children,
}: {
  label: string;
  onClick: () => void;
  children: React.ReactNode;
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size={36} aria-label={label} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

/** What stands out about an entry that waits. */
function useRemarks(search: WorkSearch, approves: boolean): (entryId: string) => readonly string[] {
  const found = useQuery(remarksOptions(search, approves)).data?.stands_out ?? [];
  const kinds = new Map<string, string[]>();
  for (const { kind, entry_ids } of found) {
    for (const id of entry_ids) kinds.set(id, [...(kinds.get(id) ?? []), kind]);
  }
  return (id) => kinds.get(id) ?? [];
}

/** Rows under the name of their employee or project, with what all of it comes to. */
export function useGroups(search: WorkSearch): { groups?: RowGroups<WorkRow> } {
  const by = search.group;
  const query = useQuery({
    ...groupsOptions(search, by ?? "contractor"),
    enabled: by !== undefined,
  });
  if (!by) return {};
  const of = (row: WorkRow) => (by === "contractor" ? row.contractor_id : row.project_id);
  const found = new Map(query.data?.groups.map((group) => [group.group_id, group]));
  return {
    groups: {
      of,
      heading: (row) => <GroupHeading row={row} by={by} group={found.get(of(row))} />,
    },
  };
}

function GroupHeading({ row, by, group }: { row: WorkRow; by: By; group: WorkGroup | undefined }) {
  const { t } = useTranslation("work");
  const formats = useFormats();
  return (
    <Group justify="space-between" gap="sm">
      <span>{by === "contractor" ? row.contractor_name : row.project_name}</span>
      {group && (
        <Group gap="md" component="span">
          <span>{t("group.entries", { count: group.count })}</span>
          <span>{formats.hours(group.minutes === null ? group.hours : group.minutes / 60)}</span>
          {group.expenses.length > 0 && (
            <Named name={t("articles.expense")}>
              <Moneys amounts={group.expenses} />
            </Named>
          )}
          {group.amounts && group.amounts.length > 0 && (
            <Named name={t("covers.amount")}>
              <Moneys amounts={group.amounts} />
            </Named>
          )}
        </Group>
      )}
    </Group>
  );
}

function Named({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <Group gap={6} component="span" wrap="nowrap" align="baseline">
      <RowDetails>{name}</RowDetails>
      <span>{children}</span>
    </Group>
  );
}
