import type { SelectionBody, WorkRow } from "@portico/api";
import { countOf, NOTHING, type Selection, useDraft } from "@portico/ui";
import { useCallback, useEffect, useMemo, useRef } from "react";
import type { WorkFilter } from "./search";

export type WorkSelection = Selection<WorkFilter>;

interface RowsPage {
  items: readonly WorkRow[];
  next_cursor: string | null;
}

/**
 * What is selected without the rows that have left the list: somebody else has dealt with them.
 * Of a list of several pages a row may have moved to another, so there nothing is known of it.
 */
export function stillThere(
  selection: WorkSelection,
  page: { items: readonly Pick<WorkRow, "entry_id">[]; next_cursor: string | null },
  isOnlyPage: boolean,
): WorkSelection {
  if (selection.kind !== "rows" || !isOnlyPage || page.next_cursor !== null) return selection;
  const shown = new Set(page.items.map(({ entry_id }) => entry_id));
  const left = [...selection.ids].filter((id) => shown.has(id));
  return left.length === selection.ids.size ? selection : only(...left);
}

/** A selection as the tab keeps it: of what the list showed, with the rows as they were seen. */
interface KeptSelection {
  shown: string;
  /** Single rows, or the exceptions of all that match. */
  ids: readonly string[];
  matching: { filter: WorkFilter; total: number } | null;
  rows: readonly WorkRow[];
}

/** To be written down. */
export function keptOf(
  selection: WorkSelection,
  shown: string,
  rowOf: (id: string) => WorkRow | undefined,
): KeptSelection {
  if (selection.kind === "matching") {
    const { filter, total, except } = selection;
    return { shown, ids: [...except], matching: { filter, total }, rows: [] };
  }
  const ids = [...selection.ids];
  const rows = ids.map(rowOf).filter((row) => row !== undefined);
  return { shown, ids, matching: null, rows };
}

/** As it was; nothing of a list that shows something else. */
export function selectionOf(kept: KeptSelection | null, shown: string): WorkSelection {
  if (kept?.shown !== shown) return NOTHING;
  const ids = new Set(kept.ids);
  if (kept.matching) return { kind: "matching", ...kept.matching, except: ids };
  return { kind: "rows", ids };
}

/**
 * What is selected of what the filter shows, kept for this tab; and the rows that were seen: what
 * is approved is the version that was on the page, and nothing that came later.
 */
export function useSelection(page: RowsPage | undefined, isOnlyPage: boolean, filter: WorkFilter) {
  const shown = JSON.stringify(filter);
  const [kept, keep, forget] = useDraft<KeptSelection | null>("work-selection", null);
  const selection = useMemo(() => selectionOf(kept, shown), [kept, shown]);
  const seen = useRef<Map<string, WorkRow> | null>(null);
  seen.current ??= new Map(kept?.rows.map((row) => [row.entry_id, row]));
  const rows = seen.current;
  for (const row of page?.items ?? []) rows.set(row.entry_id, row);
  const rowOf = useCallback((id: string) => rows.get(id), [rows]);
  const change = (to: WorkSelection) => {
    if (countOf(to) > 0) keep(keptOf(to, shown, rowOf));
    else forget();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the list has changed
  useEffect(() => {
    const left = page ? stillThere(selection, page, isOnlyPage) : selection;
    if (left !== selection) change(left);
  }, [page]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the filter counts
  useEffect(() => {
    // What was selected with another filter does not come back with it.
    if (kept && kept.shown !== shown) forget();
  }, [shown]);
  return { selection, change, rowOf };
}

/** As the edge takes it: single rows at the version that was seen, or a filter and exceptions. */
export function selectedBody(
  selection: WorkSelection,
  rowOf: (id: string) => WorkRow | undefined,
): SelectionBody {
  if (selection.kind === "matching") {
    return { filter: selection.filter, except: [...selection.except] };
  }
  const rows = [...selection.ids].map(rowOf).filter((row) => row !== undefined);
  return { entries: rows.map(({ entry_id, version }) => ({ entry_id, version })) };
}

export const only = (...ids: readonly string[]): WorkSelection => ({
  kind: "rows",
  ids: new Set(ids),
});
