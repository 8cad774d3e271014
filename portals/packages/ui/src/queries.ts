import { isProblem, type StaleViews, type View, viewsOfOperation } from "@portico/api";
import { type Query, QueryClient } from "@tanstack/react-query";

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

/** Whether a query shows one of these views; `null` is everything. */
function shows(query: Query, views: StaleViews): boolean {
  return (
    views === null ||
    viewsOfOperation(operationOf(query.queryKey)).some((view) =>
      (views as readonly string[]).includes(view),
    )
  );
}

const GATHER_MILLISECONDS = 150;
const LEAST_PAUSE_MILLISECONDS = 1_000;
const MOST_PAUSE_MILLISECONDS = 10_000;

/**
 * Fetches again what went stale, however fast the news come: news are gathered, one round of
 * fetching follows the other, and each pauses as long as the last one took (a second at least). A
 * fetch that is under way is never cancelled; since it may bring what was before the news, its query
 * is fetched once more in the next round.
 */
export class Refresher {
  readonly #queries: QueryClient;
  #stale: Set<View> | null = new Set();
  /** Fetched while the news came. */
  #again = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running = false;

  constructor(queries: QueryClient) {
    this.#queries = queries;
  }

  /** These views went stale. */
  note(views: StaleViews): void {
    if (views === null) this.#stale = null;
    else for (const view of views) this.#stale?.add(view);
    this.#schedule(GATHER_MILLISECONDS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#running = true;
  }

  #schedule(pause: number): void {
    if (this.#running || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => void this.#run(), pause);
  }

  async #run(): Promise<void> {
    this.#timer = undefined;
    this.#running = true;
    const began = performance.now();
    await this.#fetch();
    const took = performance.now() - began;
    this.#running = false;
    if (this.#stale === null || this.#stale.size > 0 || this.#again.size > 0) {
      const pause = Math.max(took, LEAST_PAUSE_MILLISECONDS);
      this.#schedule(Math.min(pause, MOST_PAUSE_MILLISECONDS));
    }
  }

  async #fetch(): Promise<void> {
    const stale = this.#stale === null ? null : [...this.#stale];
    const again = this.#again;
    this.#stale = new Set();
    this.#again = new Set();
    const concerned = this.#queries
      .getQueryCache()
      .findAll({ predicate: (query) => again.has(query.queryHash) || shows(query, stale) });
    const idle = new Set<string>();
    for (const { state, queryHash } of concerned) {
      if (state.fetchStatus === "idle") idle.add(queryHash);
      else this.#again.add(queryHash);
    }
    await this.#queries.invalidateQueries(
      { predicate: (query) => idle.has(query.queryHash) },
      { cancelRefetch: false },
    );
  }
}

/** Fetch again what shows one of these views, now; `null` is everything. For who has just acted. */
export async function refresh(queries: QueryClient, views: StaleViews): Promise<void> {
  await queries.invalidateQueries({ predicate: (query) => shows(query, views) });
}
