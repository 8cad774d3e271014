import { useFormats } from "@portico/ui";
import { useTranslation } from "react-i18next";
import { type GridControl, isRest } from "./grid";
import classes from "./grid.module.css";
import { type Cell, pendingOf, statusOf } from "./model";
import type { Place } from "./moves";
import { useShown, useWhyLocked, useWhyNot, useWork } from "./typing";

interface Props {
  cell: Cell;
  view: "week" | "month";
  grid: GridControl;
  at: Place;
}

export function GridCell({ cell, view, grid, at }: Props) {
  const { t } = useTranslation("work");
  const { pending } = useWork();
  const shown = useShown();
  const whyNot = useWhyNot();
  const whyLocked = useWhyLocked();
  const typed = pendingOf(cell, pending);
  const isTyping = grid.typing?.cellKey === cell.key;
  const isHere = grid.at.row === at.row && grid.at.col === at.col;
  const status = statusOf(cell);
  const problem = whyNot(typed);
  const isWrong = problem !== undefined && typed?.phase !== "unsaved";
  const noted = cell.entries.some((row) => row.note || row.comment_count > 0);
  const isGoing = typed && ["waiting", "saving", "unsaved"].includes(typed.phase);
  return (
    <td
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a cell of a grid takes the focus
      role="gridcell"
      ref={(element) => grid.register(cell.key, element)}
      className={classes.cell}
      tabIndex={isHere && !isTyping ? 0 : -1}
      aria-readonly={cell.lock !== null}
      aria-invalid={isWrong || undefined}
      data-cell={cell.key}
      data-lock={cell.lock ?? undefined}
      data-rest={isRest(cell.day) || undefined}
      data-status={(status !== "draft" && status) || undefined}
      data-wrong={isWrong || undefined}
      data-note={noted || undefined}
      data-phase={isGoing ? typed.phase : undefined}
      onFocus={() => grid.focused(at)}
      onBlur={grid.blurred}
      onKeyDown={(event) => {
        if (!isTyping) grid.onKey(event, cell);
      }}
      onClick={() => {
        if (!isTyping) grid.begin(cell, at);
      }}
    >
      {isTyping ? (
        <CellInput cell={cell} grid={grid} isWrong={isWrong} />
      ) : (
        <>
          <span className={classes.quantity}>{shown(cell).read}</span>
          {status && status !== "draft" && (
            <span className={view === "week" ? classes.word : classes.hidden}>
              {t(`status.${status}`)}
            </span>
          )}
          <span className={classes.hidden}>
            {noted && t("grid.noted")} {isGoing && t(`phase.${typed.phase}`)} {problem}{" "}
            {cell.lock && cell.entries.length !== 1 && whyLocked(cell, cell.lock)}
          </span>
        </>
      )}
    </td>
  );
}

function CellInput({ cell, grid, isWrong }: { cell: Cell; grid: GridControl; isWrong: boolean }) {
  const { t } = useTranslation("work");
  const formats = useFormats();
  const replacing = grid.typing?.replacing ?? false;
  return (
    <input
      // biome-ignore lint/a11y/noAutofocus: it takes the place of the cell that had the focus
      autoFocus
      className={classes.input}
      inputMode="decimal"
      autoComplete="off"
      aria-label={t("grid.quantity", { line: cell.line.title, day: formats.day(cell.day) })}
      aria-invalid={isWrong || undefined}
      value={grid.typing?.text ?? ""}
      onFocus={(event) => {
        if (!replacing) event.currentTarget.select();
      }}
      onChange={(event) => grid.change(cell, event.currentTarget.value)}
      onBlur={() => grid.end()}
      onKeyDown={(event) => {
        event.stopPropagation();
        const move = inputMoves(event.key, event.shiftKey, replacing);
        if (event.key === "Escape") grid.cancel(cell);
        else if (move) {
          event.preventDefault();
          grid.end(move);
        }
      }}
    />
  );
}

function inputMoves(key: string, shift: boolean, replacing: boolean) {
  if (key === "Enter") return shift ? "up" : "down";
  if (key === "Tab") return shift ? "previous" : "next";
  if (key === "ArrowUp") return "up";
  if (key === "ArrowDown") return "down";
  if (replacing && key === "ArrowLeft") return "left";
  if (replacing && key === "ArrowRight") return "right";
  return undefined;
}
