/** Where the keys lead in a grid. */

export interface Place {
  row: number;
  col: number;
}
export type Move =
  | "left"
  | "right"
  | "up"
  | "down"
  | "next"
  | "previous"
  | "first"
  | "last"
  | "start"
  | "finish";

/** Where a move leads; null past either end of the grid, where Tab leaves it. */
export function moved(
  { row, col }: Place,
  move: Move,
  { rows, cols }: { rows: number; cols: number },
): Place | null {
  const within = (value: number, count: number) => Math.min(Math.max(value, 0), count - 1);
  switch (move) {
    case "left":
      return { row, col: within(col - 1, cols) };
    case "right":
      return { row, col: within(col + 1, cols) };
    case "up":
      return { row: within(row - 1, rows), col };
    case "down":
      return { row: within(row + 1, rows), col };
    case "first":
      return { row, col: 0 };
    case "last":
      return { row, col: cols - 1 };
    case "start":
      return { row: 0, col: 0 };
    case "finish":
      return { row: rows - 1, col: cols - 1 };
    default: {
      const place = row * cols + col + (move === "next" ? 1 : -1);
      if (place < 0 || place >= rows * cols) return null;
      return { row: Math.floor(place / cols), col: place % cols };
    }
  }
}

/** Whether a key begins to type over a cell. `/` and `?` are keys of the portal. */
export function startsTyping(key: string): boolean {
  return key.length === 1 && !" /?".includes(key);
}
