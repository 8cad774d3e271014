/**
 * Saves what was typed, in order, one request of a cell at a time. Nothing of a cell that is open is
 * sent: only what it says when it is closed. What could not be sent is kept and sent again; a create
 * that may have arrived is repeated under its key, so that nothing is logged twice.
 */

import { type ProblemError, problemOf } from "@portico/api";
import {
  type Edit,
  type EntryInput,
  isSame,
  type OnSaved,
  type OpenCell,
  type PendingCell,
  type SavedEntry,
  type Slot,
  type Transport,
} from "./pending";
import { Semaphore } from "./semaphore";

interface Attempt {
  kind: "create" | "change" | "remove";
  key: string;
  wanted: EntryInput;
}

/** What is not shown: the request that may have arrived, and the clocks. */
interface Work {
  attempt: Attempt | null;
  failures: number;
  timer?: ReturnType<typeof setTimeout>;
  running: boolean;
}

/** How long a note waits for the next letter. */
export const PAUSE_MILLISECONDS = 600;
/** A browser has six connections to a host, and the page needs some for itself. */
const REQUESTS_AT_ONCE = 4;
const AGAIN_AFTER_MILLISECONDS = [2_000, 5_000, 10_000, 30_000] as const;

export class Autosave {
  #pending: ReadonlyMap<string, PendingCell> = new Map();
  readonly #work = new Map<string, Work>();
  readonly #listeners = new Set<() => void>();
  readonly #transport: Transport;
  readonly #onSaved: OnSaved;
  readonly #newKey: () => string;
  readonly #gate = new Semaphore(REQUESTS_AT_ONCE);
  #open: ReadonlyMap<string, OpenCell> = new Map();

  constructor(
    transport: Transport,
    onSaved: OnSaved,
    newKey: () => string = () => crypto.randomUUID(),
  ) {
    this.#transport = transport;
    this.#onSaved = onSaved;
    this.#newKey = newKey;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** By slot. A new map after each change. */
  snapshot = (): ReadonlyMap<string, PendingCell> => this.#pending;

  /** The cells that are open, by slot. A new map after each change. */
  open = (): ReadonlyMap<string, OpenCell> => this.#open;

  /** A cell opens: what is typed from now on is about `base`, whatever others write meanwhile. */
  begin(slot: Slot, base: SavedEntry | null): void {
    this.#open = new Map(this.#open).set(slot.key, { slot, base, text: null });
    this.#tell();
  }

  /** What an open cell says so far. It is kept, and not sent. */
  type(key: string, text: string): void {
    const open = this.#open.get(key);
    if (!open) return;
    this.#open = new Map(this.#open).set(key, { ...open, text });
    this.#tell();
  }

  /** The cell is closed; what it said is forgotten, unless it was `set` before. */
  end(key: string): void {
    if (!this.#open.has(key)) return;
    const left = new Map(this.#open);
    left.delete(key);
    this.#open = left;
    this.#tell();
  }

  /** Something was typed. `base` is what the person saw there, null for nothing. */
  set(slot: Slot, base: SavedEntry | null, wanted: EntryInput, pause = 0): void {
    if (!this.#stage(slot, base, wanted)) return;
    const work = this.#workOf(slot.key);
    if (!work.running) work.timer = setTimeout(() => void this.#run(slot.key), pause);
  }

  /** Several at once. What lowers a day goes first: no day has too many hours in between. */
  async setAll(edits: readonly Edit[]): Promise<void> {
    const staged = edits.filter(({ slot, base, wanted }) => this.#stage(slot, base, wanted));
    const send = (some: readonly Edit[]) =>
      Promise.all(some.map(({ slot }) => this.#run(slot.key)));
    await send(staged.filter(lowers));
    await send(staged.filter((edit) => !lowers(edit)));
  }

  /** Note what is wanted. True: it is to be sent. */
  #stage(slot: Slot, base: SavedEntry | null, wanted: EntryInput): boolean {
    const before = this.#pending.get(slot.key);
    const work = this.#workOf(slot.key);
    clearTimeout(work.timer);
    const known = this.#known(slot.key, base);
    if (before?.phase === "conflict") {
      this.#put({ ...before, wanted, invalid: undefined });
      return false;
    }
    if (!work.running && !work.attempt && isSame(known, wanted)) {
      this.#drop(slot.key);
      return false;
    }
    this.#put({ slot, wanted, base: known, phase: work.running ? "saving" : "waiting" });
    work.failures = 0;
    return true;
  }

  /** Something was typed that is no quantity. It stays, and is not sent. */
  setInvalid(slot: Slot, base: SavedEntry | null, text: string, problem: string): void {
    const before = this.#pending.get(slot.key);
    const work = this.#workOf(slot.key);
    clearTimeout(work.timer);
    const known = this.#known(slot.key, base);
    const wanted = { quantity: known?.quantity ?? null, note: known?.note ?? "" };
    this.#put({
      slot,
      wanted: before?.wanted ?? wanted,
      base: known,
      phase: "invalid",
      invalid: { text, problem },
    });
  }

  /** Leave it as it stands at the edge. What is on its way already arrives. */
  revert(key: string): void {
    const pending = this.#pending.get(key);
    if (!pending) return;
    const { base } = pending;
    const work = this.#workOf(key);
    if (work.running || work.attempt) {
      this.set(pending.slot, base, { quantity: base?.quantity ?? null, note: base?.note ?? "" });
      return;
    }
    clearTimeout(work.timer);
    this.#drop(key);
  }

  /** In a conflict: write mine over theirs. */
  keepMine(key: string): void {
    const pending = this.#pending.get(key);
    if (pending?.phase !== "conflict") return;
    const theirs = pending.theirs ?? null;
    this.#stands(pending, theirs);
    this.#put({ slot: pending.slot, wanted: pending.wanted, base: theirs, phase: "waiting" });
    void this.#run(key);
  }

  /** In a conflict: leave theirs. */
  takeTheirs(key: string): void {
    const pending = this.#pending.get(key);
    if (pending?.phase !== "conflict") return;
    this.#drop(key);
    this.#stands(pending, pending.theirs ?? null);
  }

  /** Send nothing any more: somebody else is signed in. */
  stop(): void {
    for (const { timer } of this.#work.values()) clearTimeout(timer);
    this.#listeners.clear();
    this.#pending = new Map();
    this.#open = new Map();
  }

  /** Send again at once what could not be sent. */
  retry(): void {
    for (const [key, pending] of this.#pending) {
      if (pending.phase === "unsaved") void this.#run(key);
    }
  }

  /** Send at once what waits, and wait for it. True: everything stands as it is shown. */
  async flush(): Promise<boolean> {
    const keys = [...this.#pending]
      .filter(([, each]) => each.phase === "waiting" || each.phase === "unsaved")
      .map(([key]) => key);
    await Promise.all(keys.map((key) => this.#run(key)));
    while ([...this.#work.values()].some((work) => work.running)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return this.#pending.size === 0;
  }

  async #run(key: string): Promise<void> {
    const work = this.#workOf(key);
    clearTimeout(work.timer);
    if (work.running) return;
    work.running = true;
    try {
      while (await this.#gate.through(() => this.#step(key, work)));
    } finally {
      work.running = false;
    }
  }

  /** One request. True: there is more to send. */
  async #step(key: string, work: Work): Promise<boolean> {
    const pending = this.#pending.get(key);
    if (!pending || pending.phase === "conflict") return false;
    const attempt = work.attempt ?? this.#attemptOf(pending);
    if (attempt === null) {
      if (!pending.invalid) this.#drop(key);
      return false;
    }
    work.attempt = attempt;
    this.#put({ ...pending, phase: "saving", problem: undefined });
    try {
      const saved = await this.#send(pending, attempt);
      return this.#arrived(key, work, saved);
    } catch (error) {
      return await this.#failed(key, work, attempt, problemOf(error, undefined));
    }
  }

  #attemptOf({ base, wanted, invalid }: PendingCell): Attempt | null {
    if (invalid || isSame(base, wanted)) return null;
    const kind = base === null ? "create" : wanted.quantity === null ? "remove" : "change";
    return { kind, wanted, key: this.#newKey() };
  }

  async #send(
    { slot, base }: PendingCell,
    { kind, wanted, key }: Attempt,
  ): Promise<SavedEntry | null> {
    if (base === null || kind === "create") return await this.#transport.create(slot, wanted, key);
    if (kind === "change") return await this.#transport.change(slot, base, wanted);
    await this.#transport.remove(base);
    return null;
  }

  #arrived(key: string, work: Work, saved: SavedEntry | null): boolean {
    work.attempt = null;
    work.failures = 0;
    const pending = this.#pending.get(key);
    if (!pending) return false;
    this.#stands(pending, saved);
    if (pending.invalid) {
      this.#put({ ...pending, base: saved, phase: "invalid" });
      return false;
    }
    if (isSame(saved, pending.wanted)) {
      this.#drop(key);
      return false;
    }
    this.#put({ ...pending, base: saved, phase: "saving" });
    return true;
  }

  async #failed(
    key: string,
    work: Work,
    attempt: Attempt,
    problem: ProblemError,
  ): Promise<boolean> {
    const pending = this.#pending.get(key);
    if (!pending) return false;
    if (mayHaveArrived(problem)) return this.#later(key, work, problem);
    if (attempt.kind !== "create" && problem.status === 404) {
      if (attempt.kind === "remove") return this.#arrived(key, work, null);
      return this.#conflict(key, work, null);
    }
    const other = pending.base?.entryId ?? problem.document.entry_id;
    if (problem.status === 409 && problem.code !== "work_order_closed" && other) {
      return await this.#compare(key, work, attempt, String(other));
    }
    work.attempt = null;
    this.#put({ ...pending, phase: pending.invalid ? "invalid" : "refused", problem });
    return false;
  }

  /** Somebody was there before: perhaps it was this very request, whose answer was lost. */
  async #compare(key: string, work: Work, attempt: Attempt, entryId: string): Promise<boolean> {
    try {
      const theirs = await this.#transport.read(entryId);
      const isMine = isSame(theirs, attempt.wanted);
      return isMine ? this.#arrived(key, work, theirs) : this.#conflict(key, work, theirs);
    } catch (error) {
      return this.#later(key, work, problemOf(error, undefined));
    }
  }

  #conflict(key: string, work: Work, theirs: SavedEntry | null): boolean {
    work.attempt = null;
    const pending = this.#pending.get(key);
    if (!pending) return false;
    if (isSame(theirs, pending.wanted)) return this.#arrived(key, work, theirs);
    // What is removed stays in its row until the choice: that is where one chooses.
    if (theirs) this.#stands(pending, theirs);
    this.#put({ ...pending, phase: "conflict", theirs, problem: undefined });
    return false;
  }

  #later(key: string, work: Work, problem: ProblemError): boolean {
    const pending = this.#pending.get(key);
    if (!pending) return false;
    this.#put({ ...pending, phase: pending.invalid ? "invalid" : "unsaved", problem });
    // Who is signed out is sent to the login page, and is not sent there again and again.
    if (problem.status === 401) return false;
    const pause = AGAIN_AFTER_MILLISECONDS[Math.min(work.failures, 3)] ?? 30_000;
    work.failures += 1;
    work.timer = setTimeout(() => void this.#run(key), pause);
    return false;
  }

  #stands({ slot, base }: PendingCell, saved: SavedEntry | null): void {
    const open = this.#open.get(slot.key);
    if (open) this.#open = new Map(this.#open).set(slot.key, { ...open, base: saved });
    this.#onSaved(slot, saved, base);
  }

  #known(key: string, base: SavedEntry | null): SavedEntry | null {
    const before = this.#pending.get(key);
    if (before) return before.base;
    const open = this.#open.get(key);
    return open ? open.base : base;
  }

  #workOf(key: string): Work {
    const found = this.#work.get(key);
    if (found) return found;
    const work: Work = { attempt: null, failures: 0, running: false };
    this.#work.set(key, work);
    return work;
  }

  #put(pending: PendingCell): void {
    this.#pending = new Map(this.#pending).set(pending.slot.key, pending);
    this.#tell();
  }

  #drop(key: string): void {
    if (!this.#pending.has(key)) return;
    const left = new Map(this.#pending);
    left.delete(key);
    this.#pending = left;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** No answer, or one of those in between: the edge may have done it, and is asked again. */
function mayHaveArrived(problem: ProblemError): boolean {
  return problem.status === 0 || problem.status >= 500 || [401, 408, 429].includes(problem.status);
}

/** Whether an edit leaves less than there is. */
function lowers({ base, wanted }: Edit): boolean {
  return Number(wanted.quantity ?? 0) < Number(base?.quantity ?? 0);
}
