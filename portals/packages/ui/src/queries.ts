import { followLive, isProblem, viewsOfOperation } from "@portico/api";
import { QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

const FRESH_MILLISECONDS = 30_000;

/** Reads are kept half a minute, and fetched again when the edge says that they went stale. */
export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: FRESH_MILLISECONDS,
        retry: (failures, error) => failures < 2 && isWorthRetrying(error),
        retryDelay: (failures) => 500 * 2 ** failures,
      },
      mutations: { retry: false },
    },
  });
}

function isWorthRetrying(error: unknown): boolean {
  return !isProblem(error) || error.status === 0 || error.status >= 502;
}

/** The operation that a query of the generated client calls. */
export function operationOf(queryKey: readonly unknown[]): string {
  const head = queryKey[0];
  return typeof head === "object" && head !== null && "_id" in head ? String(head._id) : "";
}

/** Fetch again what shows one of these views; `null` is everything. */
export async function refresh(
  queries: QueryClient,
  views: readonly string[] | null,
): Promise<void> {
  await queries.invalidateQueries({
    predicate: (query) =>
      views === null ||
      viewsOfOperation(operationOf(query.queryKey)).some((view) => views.includes(view)),
  });
}

/** Keep what is shown up to date while somebody is signed in. */
export function useLiveUpdates(queries: QueryClient, portal: string, ended: () => void): void {
  useEffect(
    () => followLive(portal, { stale: (views) => void refresh(queries, views), ended }),
    [queries, portal, ended],
  );
}
