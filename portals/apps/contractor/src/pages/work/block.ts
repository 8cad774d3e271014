/** A block of cells in a grid, as spreadsheets select them. */

import type { Place } from "./moves";

/** Both corners are in it. */
export interface Block {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** Between two corners, whichever way round. */
export function blockOf(one: Place, other: Place): Block {
  return {
    top: Math.min(one.row, other.row),
    left: Math.min(one.col, other.col),
    bottom: Math.max(one.row, other.row),
    right: Math.max(one.col, other.col),
  };
}

export function isIn({ top, left, bottom, right }: Block, { row, col }: Place): boolean {
  return top <= row && row <= bottom && left <= col && col <= right;
}

/** Its places, row by row. */
export function rowsOf({ top, left, bottom, right }: Block): Place[][] {
  return Array.from({ length: bottom - top + 1 }, (_, down) =>
    Array.from({ length: right - left + 1 }, (_, across) => ({
      row: top + down,
      col: left + across,
    })),
  );
}

export function sizeOf({ top, left, bottom, right }: Block): { rows: number; cols: number } {
  return { rows: bottom - top + 1, cols: right - left + 1 };
}

/**
 * Where a block of values lands when it is pasted over a selection: as often as it fits in it
 * without a rest (a single value fills it), else once, from its first cell on.
 */
export function landing(
  values: readonly (readonly string[])[],
  selected: Block,
): { place: Place; text: string }[] {
  const height = values.length;
  const width = Math.max(0, ...values.map((row) => row.length));
  if (height === 0 || width === 0) return [];
  const { rows, cols } = sizeOf(selected);
  const fills = rows % height === 0 && cols % width === 0;
  const [down, across] = fills ? [rows, cols] : [height, width];
  return Array.from({ length: down * across }, (_, at) => {
    const row = Math.floor(at / across);
    const col = at % across;
    return {
      place: { row: selected.top + row, col: selected.left + col },
      text: values[row % height]?.[col % width] ?? "",
    };
  });
}
