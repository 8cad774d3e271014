import { Button, Group, Text } from "@mantine/core";
import { Day, Status } from "@portico/ui";
import { useTranslation } from "react-i18next";
import { rowsOf } from "./block";
import classes from "./grid.module.css";
import { type Cell, finalAtOf, pendingOf, statusOf } from "./model";
import { TONES, useStatusText } from "./status";
import { ArticleName, useTotals } from "./totals";
import { useWhyLocked, useWork } from "./typing";
import type { GridControl } from "./use-grid";

interface Props {
  grid: GridControl;
  problem: string | undefined;
}

/** What is selected: a cell, or how much a block adds up to. */
export function SelectionBar({ grid, problem }: Props) {
  const cells = rowsOf(grid.block).flat().map(grid.cellAt);
  const cell = grid.cellAt(grid.here);
  if (!cell) return null;
  return (
    <Group gap="sm" mt="sm" className={classes.bar}>
      {cells.length > 1 ? (
        <OfBlock cells={cells} />
      ) : (
        <OfCell cell={cell} problem={problem} tried={grid.tried} />
      )}
    </Group>
  );
}

function OfBlock({ cells }: { cells: readonly (Cell | undefined)[] }) {
  const { t } = useTranslation("work");
  const totals = useTotals();
  const sums = [totals.hours(cells), ...totals.expenses(cells)].filter(Boolean).join(" · ");
  return (
    <Text size="sm" role="status">
      {t("grid.selected", { count: cells.length })}
      {sums && ` · ${sums}`}
    </Text>
  );
}

interface CellProps {
  cell: Cell;
  problem: string | undefined;
  /** Somebody tried to type where nothing can be typed. */
  tried: boolean;
}

/** What it is, how it stands, what is wrong, the way to its details. */
function OfCell({ cell, problem, tried }: CellProps) {
  const { t } = useTranslation("work");
  const { pending, openEntry, choose } = useWork();
  const whyLocked = useWhyLocked();
  const statusText = useStatusText();
  const [entry] = cell.entries;
  const status = statusOf(cell);
  const typed = pendingOf(cell, pending);
  const locked = cell.lock && (tried || !entry) ? whyLocked(cell, cell.lock) : undefined;
  return (
    <>
      <Text size="sm">
        <Day day={cell.day} /> · {cell.line.title} · <ArticleName line={cell.line} />
      </Text>
      {status && <Status tone={TONES[status]}>{statusText(status, finalAtOf(cell))}</Status>}
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
    </>
  );
}
