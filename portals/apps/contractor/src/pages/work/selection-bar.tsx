import { Button, Group, Text } from "@mantine/core";
import { Day, Status } from "@portico/ui";
import { useTranslation } from "react-i18next";
import classes from "./grid.module.css";
import { type Cell, pendingOf, statusOf } from "./model";
import { TONES } from "./status";
import { ArticleName } from "./totals";
import { useWhyLocked, useWork } from "./typing";

interface Props {
  cell: Cell | undefined;
  problem: string | undefined;
  /** Somebody tried to type where nothing can be typed. */
  tried: boolean;
}

/** The cell that has the focus: what it is, how it stands, what is wrong, the way to its details. */
export function SelectionBar({ cell, problem, tried }: Props) {
  const { t } = useTranslation("work");
  const { pending, openEntry, choose } = useWork();
  const whyLocked = useWhyLocked();
  if (!cell) return null;
  const [entry] = cell.entries;
  const status = statusOf(cell);
  const typed = pendingOf(cell, pending);
  const locked = cell.lock && (tried || !entry) ? whyLocked(cell, cell.lock) : undefined;
  return (
    <Group gap="sm" mt="sm" className={classes.bar}>
      <Text size="sm">
        <Day day={cell.day} /> · {cell.line.title} · <ArticleName line={cell.line} />
      </Text>
      {status && <Status tone={TONES[status]}>{t(`status.${status}`)}</Status>}
      {entry?.return_reason && status === "returned" && (
        <Text size="sm">{t("returned.because", { reason: entry.return_reason })}</Text>
      )}
      <Text size="sm" c={problem ? "var(--bad)" : "dimmed"} role="status">
        {problem ?? (locked || "")}
      </Text>
      {typed?.phase === "conflict" && (
        <Button size="compact-sm" onClick={() => choose(typed.slot.key)}>
          {t("conflict.choose")}
        </Button>
      )}
      {entry && (
        <Button size="compact-sm" variant="default" onClick={() => openEntry(entry.entry_id)}>
          {t("details.open")}
        </Button>
      )}
    </Group>
  );
}
