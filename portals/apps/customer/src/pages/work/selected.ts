import type { SelectionBody, WorkRow } from "@portico/api";
import { NOTHING, type Selection } from "@portico/ui";
import { useCallback, useRef, useState } from "react";
import type { WorkFilter } from "./search";

export type WorkSelection = Selection<WorkFilter>;

/**
 * What is selected, and the rows that were seen: what is approved is the version that was on the
 * page, and nothing that came later.
 */
export function useSelection(rows: readonly WorkRow[] | undefined) {
  const [selection, change] = useState<WorkSelection>(NOTHING);
  const seen = useRef(new Map<string, WorkRow>());
  for (const row of rows ?? []) seen.current.set(row.entry_id, row);
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
