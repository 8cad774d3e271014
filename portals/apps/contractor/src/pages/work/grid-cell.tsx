import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { isRest } from "./grid";
import classes from "./grid.module.css";
import { type Cell, finalAtOf, pendingOf, statusOf } from "./model";
import type { Move, Place } from "./moves";
import { useStatusText } from "./status";
import { useCellName, useShown, useWhyLocked, useWhyNot, useWork } from "./typing";
import type { GridControl } from "./use-grid";

interface Props {
  cell: Cell;
  view: "week" | "month";
  grid: GridControl;
  at: Place;
}

const LONG = 7;

export function GridCell({ cell, view, grid, at }: Props) {
  const { t } = useTranslation("work");
  const { pending } = useWork();
  const shown = useShown();
  const whyNot = useWhyNot();
  const whyLocked = useWhyLocked();
  const statusText = useStatusText();
  const typed = pendingOf(cell, pending);
  const isTyping = grid.typing?.cellKey === cell.key;
  const isHere = grid.here.row === at.row && grid.here.col === at.col;
  const status = statusOf(cell);
  const finalAt = finalAtOf(cell);
  const problem = whyNot(typed);
  const isWrong = problem !== undefined && typed?.phase !== "unsaved";
  const noted = cell.entries.some((row) => row.note || row.comment_count > 0);
  const { read } = shown(cell);
  // What is too long for its column can be read by pointing at it.
  const until = status === "approved" && finalAt ? statusText(status, finalAt) : undefined;
  const title = read.length > LONG ? read : until;
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
      aria-selected={grid.isSelected(at)}
      data-cell={cell.key}
      data-lock={cell.lock ?? undefined}
      data-rest={isRest(cell.day) || undefined}
      data-status={(status !== "draft" && status) || undefined}
      data-wrong={isWrong || undefined}
      data-note={noted || undefined}
      data-phase={isGoing ? typed.phase : undefined}
      onFocus={() => grid.onFocus(at)}
      onBlur={grid.onBlur}
      onKeyDown={(event) => {
        if (!isTyping) grid.onKey(event, cell);
      }}
      onMouseDown={(event) => {
        if (!isTyping) grid.onPress(event, at);
      }}
      onMouseEnter={(event) => grid.onDrag(event, at)}
      onClick={() => {
        if (!isTyping) grid.onClick(cell);
      }}
    >
      {isTyping ? (
        <CellInput cell={cell} grid={grid} isWrong={isWrong} />
      ) : (
        <>
          <span className={classes.quantity} title={title}>
            {read}
          </span>
          {status && status !== "draft" && (
            <span className={view === "week" ? classes.word : classes.hidden}>
              {t(`status.${status}`)}
            </span>
          )}
          <span className={classes.hidden}>
            {until} {noted && t("grid.noted")} {isGoing && t(`phase.${typed.phase}`)} {problem}{" "}
            {cell.lock && cell.entries.length !== 1 && whyLocked(cell, cell.lock)}
          </span>
        </>
      )}
    </td>
  );
}

function CellInput({ cell, grid, isWrong }: { cell: Cell; grid: GridControl; isWrong: boolean }) {
  const { t } = useTranslation("work");
  const input = useRef<HTMLInputElement>(null);
  const name = useCellName();
  const { text = "", replacing = false, pressed = false } = grid.typing ?? {};
  return (
    <input
      ref={(element) => {
        if (!element || input.current === element) return;
        input.current = element;
        // What is under the pointer stays there until it is released.
        element.focus({ preventScroll: pressed });
        if (!replacing) element.select();
      }}
      className={classes.input}
      inputMode="decimal"
      autoComplete="off"
      enterKeyHint="done"
      aria-label={name(cell)}
      aria-description={t("grid.typing")}
      aria-invalid={isWrong || undefined}
      value={text}
      onChange={(event) => grid.change(event.currentTarget.value)}
      onBlur={(event) => {
        // Another window has the focus: the cell stays open, as in spreadsheets.
        if (event.currentTarget !== document.activeElement) grid.end();
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        const move = inputMoves(event.key, event.shiftKey, replacing);
        if (event.key === "Escape") {
          grid.cancel();
          grid.go(grid.here);
        } else if (move) {
          event.preventDefault();
          grid.end(move);
        }
      }}
    />
  );
}

function inputMoves(key: string, shift: boolean, replacing: boolean): Move | undefined {
  if (key === "Enter") return shift ? "up" : "down";
  if (key === "Tab") return shift ? "previous" : "next";
  if (key === "ArrowUp") return "up";
  if (key === "ArrowDown") return "down";
  if (replacing && key === "ArrowLeft") return "left";
  if (replacing && key === "ArrowRight") return "right";
  return undefined;
}
