import type { SelectionBody, WorkRow } from "@portico/api";
import { NOTHING, type Selection } from "@portico/ui";
import { useCallback, useEffect, useRef, useState } from "react";
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

/**
 * What is selected, and the rows that were seen: what is approved is the version that was on the
 * page, and nothing that came later.
 */
export function useSelection(page: RowsPage | undefined, isOnlyPage: boolean) {
  const [selection, change] = useState<WorkSelection>(NOTHING);
  const seen = useRef(new Map<string, WorkRow>());
  for (const row of page?.items ?? []) seen.current.set(row.entry_id, row);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the list has changed
  useEffect(() => change((was) => (page ? stillThere(was, page, isOnlyPage) : was)), [page]);
  const rowOf = useCallback((id: string) => seen.current.get(id), []);
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
