import { Tooltip } from "@mantine/core";
import { useFormats, useToday, weekdayOf } from "@portico/ui";
import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import classes from "./grid.module.css";
import { GridCell } from "./grid-cell";
import { type Cell, cellKey, type Line, pendingOf } from "./model";
import { Outcome } from "./outcome";
import { SelectionBar } from "./selection-bar";
import { ArticleName, DayTotal, Totals } from "./totals";
import { useWhyNot, useWork } from "./typing";
import { useGrid } from "./use-grid";

interface Props {
  view: "week" | "month";
  lines: readonly Line[];
  days: readonly string[];
  cells: ReadonlyMap<string, Cell>;
}

/** A spreadsheet of lines and days: cells and blocks are selected, typed into, copied and pasted. */
export function Grid({ view, lines, days, cells }: Props) {
  const { t } = useTranslation("work");
  const grid = useGrid(lines, days, cells);
  const whyNot = useWhyNot();
  const { pending } = useWork();
  const active = grid.cellAt(grid.here);
  const problem = active && whyNot(pendingOf(active, pending));
  return (
    <div>
      <div className={classes.frame}>
        <table
          className={classes.grid}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: it is a grid to type in
          role="grid"
          data-view={view}
          style={{ "--days": days.length } as CSSProperties}
          aria-label={t("grid.label")}
          aria-multiselectable
          onCopy={(event) => grid.onCopy(event, false)}
          onCut={(event) => grid.onCopy(event, true)}
          onPaste={grid.onPaste}
        >
          <Columns days={days} />
          <Head days={days} view={view} />
          <tbody>
            {lines.map((line, row) => (
              <tr key={line.key}>
                <th scope="row" className={classes.line}>
                  <span className={classes.name}>{line.title}</span>
                  <span className={classes.of}>
                    <ArticleName line={line} /> · {line.code} · {line.project}
                  </span>
                </th>
                {days.map((day, col) => {
                  const cell = cells.get(cellKey(line, day));
                  return (
                    cell && (
                      <GridCell key={day} cell={cell} view={view} grid={grid} at={{ row, col }} />
                    )
                  );
                })}
                <td className={classes.total}>
                  <Totals cells={days.map((day) => cells.get(cellKey(line, day)))} line={line} />
                </td>
              </tr>
            ))}
          </tbody>
          <Foot lines={lines} days={days} cells={cells} />
        </table>
      </div>
      {grid.target && problem !== undefined && (
        <Tooltip
          target={grid.target}
          label={problem}
          opened={grid.hasFocus}
          position="bottom"
          color="red"
          multiline
          maw={320}
          withArrow
        />
      )}
      <SelectionBar grid={grid} problem={problem} />
      {grid.outcome && <Outcome outcome={grid.outcome} onClose={grid.forgetOutcome} />}
      <p className={classes.keys}>{t("grid.keys")}</p>
    </div>
  );
}

/** The widths of the columns: no content has a say in them. */
function Columns({ days }: { days: readonly string[] }) {
  return (
    <colgroup>
      <col className={classes.lineColumn} />
      {days.map((day) => (
        <col key={day} />
      ))}
      <col className={classes.totalColumn} />
    </colgroup>
  );
}

function Head({ days, view }: { days: readonly string[]; view: "week" | "month" }) {
  const { t } = useTranslation("work");
  const formats = useFormats();
  const today = useToday();
  return (
    <thead>
      <tr>
        <th scope="col" className={classes.line}>
          {t("grid.work_order")}
        </th>
        {days.map((day) => (
          <th key={day} scope="col" data-today={day === today || undefined}>
            {formats.weekday(day)}
            <span className={classes.date}>
              {view === "week" ? formats.dayOfMonth(day) : Number(day.slice(8))}
            </span>
            {day === today && <span className={classes.hidden}>{t("grid.today")}</span>}
          </th>
        ))}
        <th scope="col" className={classes.total}>
          {t("grid.total")}
        </th>
      </tr>
    </thead>
  );
}

function Foot({ lines, days, cells }: Omit<Props, "view">) {
  const { t } = useTranslation("work");
  return (
    <tfoot>
      <tr>
        <th scope="row" className={classes.line}>
          {t("grid.hours_a_day")}
        </th>
        {days.map((day) => (
          <td key={day}>
            <DayTotal cells={lines.map((line) => cells.get(cellKey(line, day)))} />
          </td>
        ))}
        <td className={classes.total}>
          <Totals cells={[...cells.values()]} />
        </td>
      </tr>
    </tfoot>
  );
}

/** Saturday and Sunday. */
export function isRest(day: string): boolean {
  return weekdayOf(day) > 5;
}
