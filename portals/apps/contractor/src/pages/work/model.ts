/** The work grid: lines of a work order and an article, cells of a line and a day, their totals. */

import type { ArticleKind, OwnWorkOrder, WorkRow } from "@portico/api";
import { todayIn } from "@portico/ui";
import type { OpenCell, PendingCell, SavedEntry, Slot } from "./pending";
import { minutesOf, sum, sumOfHours } from "./quantity";

export interface Line {
  key: string;
  orderId: string;
  article: ArticleKind;
  code: string;
  title: string;
  project: string;
  currency: string;
  /** Undefined for work on an order that is not among the own ones any more. */
  order: OwnWorkOrder | undefined;
}

/** Why nothing can be typed into a cell. */
export type Lock = "future" | "before_start" | "after_end" | "closed" | "handed_in" | "several";

export interface Cell {
  key: string;
  line: Line;
  day: string;
  entries: readonly WorkRow[];
  /** What it stands on when it is typed into. */
  base: SavedEntry | null;
  lock: Lock | null;
}

export interface Totals {
  /** Hours, and expenses by currency. */
  hours: string;
  expenses: ReadonlyMap<string, string>;
}

const ARTICLES: readonly string[] = ["regular", "overtime", "expense"];
const EDITABLE = new Set<string>(["draft", "returned"]);

export const lineKey = (orderId: string, article: string) => `${orderId}:${article}`;
export const cellKey = (line: { key: string }, day: string) => `${line.key}:${day}`;
/** Where typing about an entry goes, wherever it is shown. */
export const entrySlot = (
  row: Pick<WorkRow, "entry_id" | "work_order_id" | "article" | "work_on">,
): Slot => ({
  key: `entry:${row.entry_id}`,
  orderId: row.work_order_id,
  article: row.article,
  day: row.work_on,
});

export function isEditable(row: { status: string }): boolean {
  return EDITABLE.has(row.status);
}

export function savedOf(row: WorkRow): SavedEntry {
  const { entry_id, version, status, quantity, note } = row;
  return { entryId: entry_id, version, status, quantity, note };
}

/** Where typing into a cell goes: to its entry, or while there is none, to the empty cell. */
export function slotOf(cell: Cell, pending: ReadonlyMap<string, PendingCell>): Slot {
  const [entry] = cell.entries;
  if (entry && cell.entries.length === 1 && !pending.has(cell.key)) return entrySlot(entry);
  const { orderId, article } = cell.line;
  return { key: cell.key, orderId, article, day: cell.day };
}

/** What of a cell is on its way, or could not be saved. */
export function pendingOf(
  cell: Cell,
  pending: ReadonlyMap<string, PendingCell>,
): PendingCell | undefined {
  for (const row of cell.entries) {
    const found = pending.get(entrySlot(row).key);
    if (found) return found;
  }
  return pending.get(cell.key);
}

interface LinesInput {
  orders: readonly OwnWorkOrder[];
  /** Work of the period, and of the one before: its lines are wanted again. */
  rows: readonly WorkRow[];
  /** Lines that the person has added. */
  added: readonly string[];
  first: string;
  last: string;
}

/**
 * The lines to show: those with work, those added, and the first article of each open order that
 * reaches into the period. By code, then by article.
 */
export function linesOf({ orders, rows, added, first, last }: LinesInput): Line[] {
  const lines = new Map<string, Line>();
  const byId = new Map(orders.map((order) => [order.work_order_id, order]));
  for (const order of orders) {
    const open = !order.closed && order.starts_on <= last && (order.ends_on ?? last) >= first;
    for (const [at, { article }] of articlesOf(order).entries()) {
      const line = lineOf(order, article);
      if ((open && at === 0) || added.includes(line.key)) lines.set(line.key, line);
    }
  }
  for (const row of rows) {
    const key = lineKey(row.work_order_id, row.article);
    if (lines.has(key)) continue;
    const order = byId.get(row.work_order_id);
    const isPast = row.work_on < first;
    if (isPast && (!order || order.closed || (order.ends_on ?? last) < first)) continue;
    lines.set(key, order ? lineOf(order, row.article) : lineOfRow(row));
  }
  return [...lines.values()].sort(byCodeAndArticle);
}

/** What can still be added as a line. */
export function addable(orders: readonly OwnWorkOrder[], shown: readonly Line[]): Line[] {
  const keys = new Set(shown.map((line) => line.key));
  return orders
    .filter((order) => !order.closed)
    .flatMap((order) => articlesOf(order).map(({ article }) => lineOf(order, article)))
    .filter((line) => !keys.has(line.key))
    .sort(byCodeAndArticle);
}

function articlesOf(order: OwnWorkOrder) {
  return [...order.articles].sort(
    (one, other) => ARTICLES.indexOf(one.article) - ARTICLES.indexOf(other.article),
  );
}

function lineOf(order: OwnWorkOrder, article: ArticleKind): Line {
  return {
    key: lineKey(order.work_order_id, article),
    orderId: order.work_order_id,
    article,
    code: order.code,
    title: order.title,
    project: order.project_name,
    currency: order.currency,
    order,
  };
}

export function lineOfRow(row: WorkRow): Line {
  return {
    key: lineKey(row.work_order_id, row.article),
    orderId: row.work_order_id,
    article: row.article,
    code: row.work_order_code,
    title: row.work_order_title,
    project: row.project_name,
    currency: row.currency,
    order: undefined,
  };
}

function byCodeAndArticle(one: Line, other: Line): number {
  if (one.code !== other.code) return one.code < other.code ? -1 : 1;
  return ARTICLES.indexOf(one.article) - ARTICLES.indexOf(other.article);
}

/** Cells by key. */
export function cellsOf(
  lines: readonly Line[],
  days: readonly string[],
  rows: readonly WorkRow[],
  now: Date = new Date(),
): Map<string, Cell> {
  const entries = new Map<string, WorkRow[]>();
  for (const row of rows) {
    const key = `${lineKey(row.work_order_id, row.article)}:${row.work_on}`;
    entries.set(key, [...(entries.get(key) ?? []), row]);
  }
  const cells = new Map<string, Cell>();
  for (const line of lines) {
    const today = line.order ? todayIn(line.order.time_zone, now) : "";
    for (const day of days) {
      const key = cellKey(line, day);
      const found = byAge(entries.get(key) ?? []);
      const only = found.length === 1 ? found[0] : undefined;
      cells.set(key, {
        key,
        line,
        day,
        entries: found,
        base: only ? savedOf(only) : null,
        lock: lockOf(line, day, found, today),
      });
    }
  }
  return cells;
}

/** By day; of one day as the grid has its lines, then the oldest first. */
export function inOrder(rows: readonly WorkRow[]): WorkRow[] {
  const place = (row: WorkRow) =>
    [row.work_on, row.work_order_code, ARTICLES.indexOf(row.article), row.entry_id].join(" ");
  return [...rows].sort((one, other) => (place(one) < place(other) ? -1 : 1));
}

/** Ids begin with the time, so that the oldest is first. */
function byAge(rows: readonly WorkRow[]): WorkRow[] {
  return [...rows].sort((one, other) => (one.entry_id < other.entry_id ? -1 : 1));
}

function lockOf(line: Line, day: string, entries: readonly WorkRow[], today: string): Lock | null {
  if (entries.length > 1) return "several";
  const [entry] = entries;
  if (entry && !isEditable(entry)) return "handed_in";
  // What was returned can be corrected, whatever became of its order.
  if (entry?.status === "returned") return null;
  const { order } = line;
  if (!order || order.closed) return "closed";
  if (day < order.starts_on) return "before_start";
  if (order.ends_on && day > order.ends_on) return "after_end";
  return day > today ? "future" : null;
}

/** What a cell shows: what is being typed, or what is logged; an empty text for nothing. */
export function quantityOf(cell: Cell, pending: ReadonlyMap<string, PendingCell>): string {
  const typed = pending.get(cell.key);
  if (typed) return typed.wanted.quantity ?? "";
  const add = cell.line.article === "expense" ? sum : sumOfHours;
  const total = add(cell.entries.map((row) => rowQuantity(row, pending)));
  return total === "0" ? "" : total;
}

function rowQuantity(row: WorkRow, pending: ReadonlyMap<string, PendingCell>): string {
  const typed = pending.get(entrySlot(row).key);
  return typed ? (typed.wanted.quantity ?? "0") : row.quantity;
}

/** Hours, and expenses by currency, that are saved in some cells. Currencies are never added up. */
export function totalsOf(cells: Iterable<Cell>, pending: ReadonlyMap<string, PendingCell>): Totals {
  const rows = [...cells].flatMap((cell) => cell.entries);
  // What was removed elsewhere has a row until the person has chosen.
  return totalsOfRows(rows.filter((row) => pending.get(entrySlot(row).key)?.theirs !== null));
}

/** The same of entries. */
export function totalsOfRows(rows: Iterable<WorkRow>): Totals {
  const hours: string[] = [];
  const expenses = new Map<string, string[]>();
  for (const { article, currency, quantity } of rows) {
    if (article !== "expense") hours.push(quantity);
    else expenses.set(currency, [...(expenses.get(currency) ?? []), quantity]);
  }
  return {
    hours: sumOfHours(hours),
    expenses: new Map([...expenses].sort().map(([currency, each]) => [currency, sum(each)])),
  };
}

/** How many cells say something else than what is saved: it is in no total. */
export function unsavedIn(
  cells: Iterable<Cell>,
  pending: ReadonlyMap<string, PendingCell>,
  open: ReadonlyMap<string, OpenCell>,
): number {
  const isTyped = (key: string) => typeof open.get(key)?.text === "string";
  return [...cells].filter(
    (cell) =>
      pendingOf(cell, pending) !== undefined ||
      isTyped(cell.key) ||
      cell.entries.some((row) => isTyped(entrySlot(row).key)),
  ).length;
}

/** How a cell stands, in one word: the least far of its entries. */
export function statusOf(cell: Cell): WorkRow["status"] | null {
  for (const status of ["returned", "draft", "to_approval", "approved", "invoiced"] as const) {
    if (cell.entries.some((row) => row.status === status)) return status;
  }
  return null;
}

/** When the last approval in a cell is final that can still be undone; null: none can be. */
export function finalAtOf(cell: Cell): string | null {
  return cell.entries.reduce<string | null>(
    (last, { final_at }) => (final_at && (!last || final_at > last) ? final_at : last),
    null,
  );
}

/** Put what was saved in the place of what it was saved over. Days outside of `rows` stay out. */
export function patched(
  rows: readonly WorkRow[],
  slot: Slot,
  saved: SavedEntry | null,
  before: SavedEntry | null,
  orders: readonly OwnWorkOrder[],
): WorkRow[] {
  const gone = new Set([before?.entryId, saved?.entryId]);
  const old = rows.find((row) => gone.has(row.entry_id));
  const others = rows.filter((row) => !gone.has(row.entry_id));
  if (saved === null) return others;
  const order = orders.find((each) => each.work_order_id === slot.orderId);
  const row = old ?? (order ? newRow(order, slot) : undefined);
  if (!row) return others;
  const { entryId, version, quantity, note, status } = saved;
  const minutes = slot.article === "expense" ? null : minutesOf(quantity);
  const state = { entry_id: entryId, version, note, status: status as WorkRow["status"] };
  const now = { ...state, quantity, minutes };
  return [...others, { ...row, ...now }];
}

function newRow(order: OwnWorkOrder, slot: Slot): WorkRow {
  return {
    entry_id: "",
    version: 1,
    status: "draft",
    quantity: "0",
    minutes: null,
    note: "",
    work_order_id: order.work_order_id,
    work_order_code: order.code,
    work_order_title: order.title,
    project_id: order.project_id,
    project_name: order.project_name,
    company_id: order.company_id,
    company_name: order.company_name,
    contractor_id: "",
    contractor_name: "",
    work_on: slot.day,
    article: slot.article as ArticleKind,
    unit: slot.article === "expense" ? "currency" : "hour",
    currency: order.currency,
    return_reason: null,
    submitted_at: null,
    approved_at: null,
    approved_by_name: null,
    approved_for_name: null,
    waits_for: null,
    approval_id: null,
    final_at: null,
    invoice_id: null,
    invoice_number: null,
    comment_count: 0,
  };
}
