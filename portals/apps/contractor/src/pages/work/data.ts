/** What the work pages read, and how what is typed gets to the edge. */

import {
  contractorChangeWork,
  contractorListWork,
  contractorListWorkOrders,
  contractorListWorkOrdersQueryKey,
  contractorListWorkQueryKey,
  contractorLogWork,
  contractorRemoveWork,
  contractorShowWork,
  type EntryState,
  isProblem,
  type OwnWorkOrder,
  type WorkRow,
} from "@portico/api";
import {
  draftKey,
  operationOf,
  readDraft,
  refresh,
  wasSignedOutHere,
  writeDraft,
} from "@portico/ui";
import { useMe } from "@portico/ui/portal";
import {
  type QueryClient,
  type QueryKey,
  queryOptions,
  useQueryClient,
} from "@tanstack/react-query";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { Autosave } from "./autosave";
import { type EntryLookup, History } from "./history";
import { isEditable, patched } from "./model";
import type { OpenCell, PendingCell, SavedEntry, Slot, Transport } from "./pending";
import { quantityOfRow, sentQuantity } from "./quantity";
import { restore, type StoredEdit, toKeep } from "./stored-edits";

const PAGE = 200;

interface CursorPage<Item> {
  items: readonly Item[];
  next_cursor?: string | null;
}

/** Every page of a list that a person's own work bounds. */
async function everything<Item>(
  read: (cursor: string | undefined) => Promise<CursorPage<Item>>,
): Promise<Item[]> {
  const found: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    found.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return found;
}

type RowFilter = { from?: string; to?: string; status?: WorkRow["status"][] };

async function readRows(filter: RowFilter, signal: AbortSignal): Promise<WorkRow[]> {
  const rows = await everything<WorkRow>(async (cursor) => {
    const query = { ...filter, cursor, limit: PAGE };
    return (await contractorListWork({ query, signal, throwOnError: true })).data;
  });
  return rows.map((row) => ({ ...row, quantity: quantityOfRow(row) }));
}

/** All own work of these days. */
export function daysOptions(first: string, last: string) {
  return queryOptions({
    queryKey: [contractorListWorkQueryKey()[0], "days", first, last] as const,
    queryFn: ({ signal }) => readRows({ from: first, to: last }, signal),
  });
}

/** All own work that was returned and not submitted again, of any day. */
export function returnedOptions() {
  return queryOptions({
    queryKey: [contractorListWorkQueryKey()[0], "returned"] as const,
    queryFn: ({ signal }) => readRows({ status: ["returned"] }, signal),
  });
}

export function ordersOptions() {
  return queryOptions({
    queryKey: [contractorListWorkOrdersQueryKey()[0], "all"] as const,
    queryFn: ({ signal }): Promise<OwnWorkOrder[]> =>
      everything<OwnWorkOrder>(async (cursor) => {
        const query = { cursor, limit: PAGE };
        return (await contractorListWorkOrders({ query, signal, throwOnError: true })).data;
      }),
  });
}

/** Fetch anew whatever shows work. */
export function refreshWork(queries: QueryClient): Promise<void> {
  return refresh(queries, ["work", "dashboard"]);
}

const transport: Transport = {
  create: async (slot, wanted, key) => {
    const body = {
      work_order_id: slot.orderId,
      work_on: slot.day,
      article: slot.article as WorkRow["article"],
      ...sentQuantity(slot.article, wanted.quantity ?? ""),
      note: wanted.note,
      only_if_none: !slot.beside,
    };
    const headers = { "Idempotency-Key": key };
    return savedOfState((await contractorLogWork({ body, headers, throwOnError: true })).data);
  },
  change: async (slot, base, wanted) => {
    const body = {
      version: base.version,
      work_on: slot.day,
      article: slot.article as WorkRow["article"],
      ...sentQuantity(slot.article, wanted.quantity ?? ""),
      note: wanted.note,
    };
    const path = { entry_id: base.entryId };
    return savedOfState((await contractorChangeWork({ path, body, throwOnError: true })).data);
  },
  remove: async (base) => {
    const path = { entry_id: base.entryId };
    const query = { version: base.version };
    await contractorRemoveWork({ path, query, throwOnError: true });
  },
  read: async (entryId) => {
    try {
      const path = { entry_id: entryId };
      const found = (await contractorShowWork({ path, throwOnError: true })).data;
      return found.status === "withdrawn" ? null : savedOfState(found);
    } catch (error) {
      if (isProblem(error) && error.status === 404) return null;
      throw error;
    }
  },
};

export function savedOfState(state: EntryState): SavedEntry {
  const { entry_id, version, status, note } = state;
  return { entryId: entry_id, version, status, quantity: quantityOfRow(state), note };
}

interface GridState {
  autosave: Autosave;
  history: History;
}

/** Kept while the page is open: who goes elsewhere in the portal and back loses nothing. */
const keepers = new Map<string, GridState>();

function keeperOf(portal: string, personId: string, queries: QueryClient): GridState {
  const found = keepers.get(personId);
  if (found) return found;
  // Whoever was signed in before finds it again in the drafts.
  forgetKeepers();
  const windows = new BroadcastChannel(`portico-work-${personId}`);
  windows.onmessage = () => void refreshWork(queries);
  const history = new History();
  const autosave = new Autosave(transport, (slot, saved, before) => {
    history.saved(slot, saved, before);
    void show(queries, slot, saved, before);
    windows.postMessage("saved");
  });
  const draft = draftKey(portal, personId, "work");
  restore(autosave, readDraft<StoredEdit[]>(draft) ?? []);
  autosave.subscribe(() => writeDraft(draft, toKeep(autosave.snapshot(), autosave.open())));
  autosave.subscribe(warnBeforeLeaving(autosave));
  globalThis.addEventListener("online", () => autosave.retry());
  keepers.set(personId, { autosave, history });
  return { autosave, history };
}

function forgetKeepers(): void {
  for (const { autosave } of keepers.values()) autosave.stop();
  keepers.clear();
}

function warnBeforeLeaving(autosave: Autosave): () => void {
  const warn = (event: BeforeUnloadEvent) => event.preventDefault();
  return () => {
    const isTyping = [...autosave.open().values()].some((each) => each.text !== null);
    if (autosave.snapshot().size > 0 || isTyping) globalThis.addEventListener("beforeunload", warn);
    else globalThis.removeEventListener("beforeunload", warn);
  };
}

/** What was saved stands in every list at once. A list that was just being read is read again. */
async function show(
  queries: QueryClient,
  slot: Slot,
  saved: SavedEntry | null,
  before: SavedEntry | null,
): Promise<void> {
  const orders = queries.getQueryData(ordersOptions().queryKey) ?? [];
  const lists = queries
    .getQueryCache()
    .findAll({ predicate: (query) => operationOf(query.queryKey) === "contractorListWork" });
  const put = (queryKey: QueryKey) => {
    const [, kind, first, last] = queryKey;
    const isHere = kind === "days" && String(first) <= slot.day && slot.day <= String(last);
    queries.setQueryData<WorkRow[]>(queryKey, (rows) => {
      if (!rows) return rows;
      const isKnown = rows.some((row) => row.entry_id === before?.entryId);
      return isHere || isKnown ? patched(rows, slot, saved, before, orders) : rows;
    });
  };
  const read = lists.filter((query) => query.state.fetchStatus === "fetching");
  for (const { queryKey } of lists) put(queryKey);
  for (const { queryKey } of read) {
    await queries.cancelQueries({ queryKey, exact: true });
    put(queryKey);
    await queries.invalidateQueries({ queryKey, exact: true });
  }
  if (before) await refreshDetails(queries, before.entryId);
}

async function refreshDetails(queries: QueryClient, entryId: string): Promise<void> {
  await queries.invalidateQueries({
    predicate: ({ queryKey }) =>
      operationOf(queryKey) === "contractorShowWork" && JSON.stringify(queryKey).includes(entryId),
  });
}

/** How entries stand by the lists that are loaded. */
export function lookIn(queries: QueryClient): EntryLookup {
  return (slot, saved) => {
    const rows = rowsOfDay(queries, slot.day);
    if (!rows) return "unknown";
    if (!saved) {
      const isTaken = rows.some((row) => isInCell(row, slot));
      return isTaken && !slot.beside ? "changed" : "same";
    }
    const row = rows.find((each) => each.entry_id === saved.entryId);
    return row?.version === saved.version && isEditable(row) ? "same" : "changed";
  };
}

/** Whether the cell of a slot has other entries than that of the slot itself. */
export function hasOthers(queries: QueryClient, slot: Slot, saved: SavedEntry | null): boolean {
  const rows = rowsOfDay(queries, slot.day) ?? [];
  return rows.some((row) => isInCell(row, slot) && row.entry_id !== saved?.entryId);
}

function rowsOfDay(queries: QueryClient, day: string): WorkRow[] | undefined {
  const [list] = queries.getQueryCache().findAll({
    predicate: ({ queryKey: [key, kind, first, last], state }) =>
      operationOf([key]) === "contractorListWork" &&
      kind === "days" &&
      String(first) <= day &&
      day <= String(last) &&
      state.data !== undefined,
  });
  return list?.state.data as WorkRow[] | undefined;
}

function isInCell(row: WorkRow, { orderId, article, day }: Slot): boolean {
  return row.work_order_id === orderId && row.article === article && row.work_on === day;
}

/** The keeper of what this person types, what of it is open, and what is on its way. */
export function useGridState(): GridState & {
  pending: ReadonlyMap<string, PendingCell>;
  open: ReadonlyMap<string, OpenCell>;
} {
  const queries = useQueryClient();
  const { person, portal } = useMe();
  const keeper = useMemo(
    () => keeperOf(portal, person.person_id, queries),
    [portal, person.person_id, queries],
  );
  const { autosave } = keeper;
  useEffect(() => autosave.retry(), [autosave]);
  // Who logs out leaves nothing behind; however else a session ends, it is found again.
  useEffect(() => () => (wasSignedOutHere(portal) ? forgetKeepers() : undefined), [portal]);
  const pending = useSyncExternalStore(autosave.subscribe, autosave.snapshot);
  const open = useSyncExternalStore(autosave.subscribe, autosave.open);
  return { ...keeper, pending, open };
}
