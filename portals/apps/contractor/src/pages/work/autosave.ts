/**
 * Saves cells as they are typed: after a pause, in order, one request of a cell at a time. What
 * could not be sent is kept and sent again; a create that may have arrived is repeated under its
 * key, so that nothing is logged twice.
 */

import { type ProblemError, problemOf } from "@portico/api";

/** An entry as the edge last told of it. */
export interface Saved {
  entryId: string;
  version: number;
  status: string;
  quantity: string;
  note: string;
}

/** Where something is typed. `key` names the cell, or an entry where a cell has several. */
export interface Slot {
  key: string;
  orderId: string;
  article: string;
  day: string;
}

/** What it is to say; no quantity: nothing is to be logged there. */
export interface Wanted {
  quantity: string | null;
  note: string;
}

export type Phase = "waiting" | "saving" | "unsaved" | "refused" | "conflict" | "invalid";

/** A cell that does not stand as it is shown yet. */
export interface Pending {
  readonly slot: Slot;
  readonly wanted: Wanted;
  /** What the person saw when it was typed, then what came of each request. */
  readonly base: Saved | null;
  readonly phase: Phase;
  readonly problem?: ProblemError;
  /** In a conflict: what stands there by now, null where it was removed. */
  readonly theirs?: Saved | null;
  /** Typed and not a quantity: it stays as it is. */
  readonly invalid?: { text: string; problem: string };
}

/** The edge. Every method throws a ProblemError; `read` gives null for what is no more. */
export interface Transport {
  create: (slot: Slot, wanted: Wanted, key: string) => Promise<Saved>;
  change: (slot: Slot, base: Saved, wanted: Wanted) => Promise<Saved>;
  remove: (base: Saved) => Promise<void>;
  read: (entryId: string) => Promise<Saved | null>;
}

/** `saved` stands in the slot now, instead of `before`. */
export type OnSaved = (slot: Slot, saved: Saved | null, before: Saved | null) => void;

interface Attempt {
  kind: "create" | "change" | "remove";
  key: string;
  wanted: Wanted;
}

/** What is not shown: the request that may have arrived, and the clocks. */
interface Work {
  attempt: Attempt | null;
  failures: number;
  timer?: ReturnType<typeof setTimeout>;
  running: boolean;
}

export const PAUSE_MILLISECONDS = 600;
const AGAIN_AFTER_MILLISECONDS = [2_000, 5_000, 10_000, 30_000] as const;
const EDITABLE = new Set(["draft", "returned"]);

export class Autosave {
  #pending: ReadonlyMap<string, Pending> = new Map();
  readonly #work = new Map<string, Work>();
  readonly #listeners = new Set<() => void>();
  readonly #transport: Transport;
  readonly #onSaved: OnSaved;
  readonly #newKey: () => string;
  /** What stands in the slots that are being typed into. */
  readonly #open = new Map<string, Saved | null>();

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
  snapshot = (): ReadonlyMap<string, Pending> => this.#pending;

  /** Typing begins: what is typed from now on is about `base`, whatever others write meanwhile. */
  open(slot: Slot, base: Saved | null): void {
    this.#open.set(slot.key, base);
  }

  /** Typing has ended. */
  close(key: string): void {
    this.#open.delete(key);
  }

  /** Something was typed. `base` is what the person saw there, null for nothing. */
  set(slot: Slot, base: Saved | null, wanted: Wanted, pause = PAUSE_MILLISECONDS): void {
    const before = this.#pending.get(slot.key);
    const work = this.#workOf(slot.key);
    clearTimeout(work.timer);
    const known = this.#known(slot.key, base);
    if (before?.phase === "conflict") {
      this.#put({ ...before, wanted, invalid: undefined });
      return;
    }
    if (!work.running && !work.attempt && isSame(known, wanted)) {
      this.#drop(slot.key);
      return;
    }
    this.#put({ slot, wanted, base: known, phase: work.running ? "saving" : "waiting" });
    work.failures = 0;
    if (!work.running) work.timer = setTimeout(() => void this.#run(slot.key), pause);
  }

  /** Something was typed that is no quantity. It stays, and is not sent. */
  setInvalid(slot: Slot, base: Saved | null, text: string, problem: string): void {
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
      while (await this.#step(key, work));
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

  #attemptOf({ base, wanted, invalid }: Pending): Attempt | null {
    if (invalid || isSame(base, wanted)) return null;
    const kind = base === null ? "create" : wanted.quantity === null ? "remove" : "change";
    return { kind, wanted, key: this.#newKey() };
  }

  async #send({ slot, base }: Pending, { kind, wanted, key }: Attempt): Promise<Saved | null> {
    if (base === null || kind === "create") return await this.#transport.create(slot, wanted, key);
    if (kind === "change") return await this.#transport.change(slot, base, wanted);
    await this.#transport.remove(base);
    return null;
  }

  #arrived(key: string, work: Work, saved: Saved | null): boolean {
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

  #conflict(key: string, work: Work, theirs: Saved | null): boolean {
    work.attempt = null;
    const pending = this.#pending.get(key);
    if (!pending) return false;
    if (isSame(theirs, pending.wanted)) return this.#arrived(key, work, theirs);
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

  #stands({ slot, base }: Pending, saved: Saved | null): void {
    if (this.#open.has(slot.key)) this.#open.set(slot.key, saved);
    this.#onSaved(slot, saved, base);
  }

  #known(key: string, base: Saved | null): Saved | null {
    const before = this.#pending.get(key);
    if (before) return before.base;
    return this.#open.has(key) ? (this.#open.get(key) ?? null) : base;
  }

  #workOf(key: string): Work {
    const found = this.#work.get(key);
    if (found) return found;
    const work: Work = { attempt: null, failures: 0, running: false };
    this.#work.set(key, work);
    return work;
  }

  #put(pending: Pending): void {
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

/** Whether mine can still be written over theirs. */
export function canKeepMine(pending: Pending): boolean {
  return !pending.theirs || EDITABLE.has(pending.theirs.status);
}

export type Overall = "saved" | "saving" | "unsaved" | "attention";

/** The whole grid in one word; what waits for the person comes before what goes on by itself. */
export function overall(pending: ReadonlyMap<string, Pending>): Overall {
  const phases = new Set([...pending.values()].map((each) => each.phase));
  if (phases.has("unsaved")) return "unsaved";
  if (phases.has("refused") || phases.has("conflict") || phases.has("invalid")) return "attention";
  return phases.size > 0 ? "saving" : "saved";
}

function isSame(saved: Saved | null, wanted: Wanted): boolean {
  if (saved === null || wanted.quantity === null) return saved === null && wanted.quantity === null;
  return saved.quantity === wanted.quantity && saved.note === wanted.note.trim();
}

/** No answer, or one of those in between: the edge may have done it, and is asked again. */
function mayHaveArrived(problem: ProblemError): boolean {
  return problem.status === 0 || problem.status >= 500 || [401, 408, 429].includes(problem.status);
}
