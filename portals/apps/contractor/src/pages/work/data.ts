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
import { operationOf, refresh } from "@portico/ui";
import { useMe } from "@portico/ui/portal";
import {
  type QueryClient,
  type QueryKey,
  queryOptions,
  useQueryClient,
} from "@tanstack/react-query";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { Autosave, type Pending, type Saved, type Slot, type Transport } from "./autosave";
import { patched } from "./model";
import { canonical } from "./quantity";

const PAGE = 200;

interface PageOf<Item> {
  items: readonly Item[];
  next_cursor?: string | null;
}

/** Every page of a list that a person's own work bounds. */
async function everything<Item>(
  read: (cursor: string | undefined) => Promise<PageOf<Item>>,
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

type Wanted = { from?: string; to?: string; status?: WorkRow["status"][] };

async function readRows(wanted: Wanted, signal: AbortSignal): Promise<WorkRow[]> {
  const rows = await everything<WorkRow>(async (cursor) => {
    const query = { ...wanted, cursor, limit: PAGE };
    return (await contractorListWork({ query, signal, throwOnError: true })).data;
  });
  return rows.map((row) => ({ ...row, quantity: canonical(row.quantity) }));
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
      quantity: wanted.quantity ?? "",
      note: wanted.note,
      only_if_none: true,
    };
    const headers = { "Idempotency-Key": key };
    return savedOfState((await contractorLogWork({ body, headers, throwOnError: true })).data);
  },
  change: async (slot, base, wanted) => {
    const body = {
      version: base.version,
      work_on: slot.day,
      article: slot.article as WorkRow["article"],
      quantity: wanted.quantity ?? "",
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

function savedOfState({ entry_id, version, status, quantity, note }: EntryState): Saved {
  return { entryId: entry_id, version, status, quantity: canonical(quantity), note };
}

/** Kept while the page is open: who goes elsewhere in the portal and back loses nothing. */
const keepers = new Map<string, Autosave>();

function keeperOf(personId: string, queries: QueryClient): Autosave {
  const found = keepers.get(personId);
  if (found) return found;
  const windows = new BroadcastChannel(`portico-work-${personId}`);
  windows.onmessage = () => void refreshWork(queries);
  const made = new Autosave(transport, (slot, saved, before) => {
    void show(queries, slot, saved, before);
    windows.postMessage("saved");
  });
  made.subscribe(warnBeforeLeaving(made));
  globalThis.addEventListener("online", () => made.retry());
  keepers.set(personId, made);
  return made;
}

function warnBeforeLeaving(autosave: Autosave): () => void {
  const warn = (event: BeforeUnloadEvent) => event.preventDefault();
  return () => {
    if (autosave.snapshot().size > 0) globalThis.addEventListener("beforeunload", warn);
    else globalThis.removeEventListener("beforeunload", warn);
  };
}

/** What was saved stands in every list at once. A list that was just being read is read again. */
async function show(
  queries: QueryClient,
  slot: Slot,
  saved: Saved | null,
  before: Saved | null,
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

/** The keeper of what this person types, and what of it is on its way. */
export function useAutosave(): { autosave: Autosave; pending: ReadonlyMap<string, Pending> } {
  const queries = useQueryClient();
  const { person } = useMe();
  const autosave = useMemo(() => keeperOf(person.person_id, queries), [person.person_id, queries]);
  useEffect(() => autosave.retry(), [autosave]);
  const pending = useSyncExternalStore(autosave.subscribe, autosave.snapshot);
  return { autosave, pending };
}
