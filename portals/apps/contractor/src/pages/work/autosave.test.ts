import { ProblemError } from "@portico/api";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Autosave, PAUSE_MILLISECONDS } from "./autosave";
import {
  canKeepMine,
  type EntryInput,
  overall,
  type SavedEntry,
  type Slot,
  type Transport,
} from "./pending";

const SLOT: Slot = {
  key: "a:regular:2026-11-02",
  orderId: "a",
  article: "regular",
  day: "2026-11-02",
};
const hours = (quantity: string | null, note = ""): EntryInput => ({ quantity, note });
const saved = (version: number, quantity: string, more: Partial<SavedEntry> = {}): SavedEntry => ({
  entryId: "e1",
  version,
  status: "draft",
  quantity,
  note: "",
  ...more,
});
const refusal = (status: number, code = "x", more: object = {}) =>
  new ProblemError({ code, ...more }, status);

/** The edge with one entry: what it holds, and what is to fail next. */
class Edge implements Transport {
  held: SavedEntry | null = null;
  readonly calls: string[] = [];
  readonly keys: string[] = [];
  readonly done = new Map<string, SavedEntry>();
  /** Thrown by the next request; `after`: it was carried out, and the answer is lost. */
  readonly faults: { error: ProblemError; after?: boolean }[] = [];

  async create(_slot: Slot, wanted: EntryInput, key: string): Promise<SavedEntry> {
    this.keys.push(key);
    return await this.#answer(`create ${wanted.quantity}`, () => {
      const earlier = this.done.get(key);
      if (earlier) return earlier;
      if (this.held) throw refusal(409, "cell_taken", { entry_id: this.held.entryId });
      this.held = saved(1, wanted.quantity ?? "", { note: wanted.note });
      this.done.set(key, this.held);
      return this.held;
    });
  }

  async change(_slot: Slot, base: SavedEntry, wanted: EntryInput): Promise<SavedEntry> {
    return await this.#answer(`change ${base.version} ${wanted.quantity}`, () => {
      if (!this.held) throw refusal(404, "not_found");
      if (this.held.version !== base.version) throw refusal(409, "other_version");
      this.held = {
        ...base,
        version: base.version + 1,
        quantity: wanted.quantity ?? "",
        note: wanted.note,
      };
      return this.held;
    });
  }

  async remove(base: SavedEntry): Promise<void> {
    await this.#answer(`remove ${base.version}`, () => {
      if (!this.held) throw refusal(404, "not_found");
      if (this.held.version !== base.version) throw refusal(409, "other_version");
      this.held = null;
    });
  }

  async read(): Promise<SavedEntry | null> {
    return await this.#answer("read", () => this.held);
  }

  async #answer<T>(call: string, act: () => T): Promise<T> {
    this.calls.push(call);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const fault = this.faults.shift();
    if (fault && !fault.after) throw fault.error;
    const answer = act();
    if (fault) throw fault.error;
    return answer;
  }
}

const OFFLINE = refusal(0, "offline");
let edge: Edge;
let autosave: Autosave;
let shown: SavedEntry | null;

const phase = () => autosave.snapshot().get(SLOT.key)?.phase ?? "saved";
const all = async () => await vi.advanceTimersByTimeAsync(60_000);

beforeEach(() => {
  vi.useFakeTimers();
  edge = new Edge();
  shown = null;
  let count = 0;
  autosave = new Autosave(
    edge,
    (_slot, now) => {
      shown = now;
    },
    () => `key-${++count}`,
  );
});
afterEach(() => vi.useRealTimers());

describe("typing", () => {
  it("in a cell that is open is kept, and neither sent nor counted as saved", async () => {
    autosave.begin(SLOT, null);
    expect(overall(autosave.snapshot(), autosave.open())).toBe("saved");
    autosave.type(SLOT.key, "7");
    await all();
    expect(edge.calls).toEqual([]);
    expect(overall(autosave.snapshot(), autosave.open())).toBe("typing");
    expect(autosave.open().get(SLOT.key)?.text).toBe("7");
    autosave.set(SLOT, null, hours("7.5"));
    autosave.end(SLOT.key);
    await all();
    expect(edge.calls).toEqual(["create 7.5"]);
    expect(overall(autosave.snapshot(), autosave.open())).toBe("saved");
  });

  it("of a note is sent after a pause, once", async () => {
    autosave.set(SLOT, null, hours("1"), PAUSE_MILLISECONDS);
    await vi.advanceTimersByTimeAsync(PAUSE_MILLISECONDS - 1);
    autosave.set(SLOT, null, hours("12"), PAUSE_MILLISECONDS);
    expect(phase()).toBe("waiting");
    await vi.advanceTimersByTimeAsync(PAUSE_MILLISECONDS - 1);
    expect(edge.calls).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(phase()).toBe("saving");
    await all();
    expect(edge.calls).toEqual(["create 12"]);
    expect(phase()).toBe("saved");
    expect(shown).toEqual(saved(1, "12"));
  });

  it("goes on while a request is on its way: one at a time, each on the answer before", async () => {
    autosave.set(SLOT, null, hours("7"));
    await vi.advanceTimersByTimeAsync(50);
    autosave.set(SLOT, null, hours("7.5"));
    autosave.set(SLOT, null, hours("8"));
    expect(edge.calls).toEqual(["create 7"]);
    await all();
    expect(edge.calls).toEqual(["create 7", "change 1 8"]);
    expect(edge.held?.quantity).toBe("8");
    expect(phase()).toBe("saved");
  });

  it("goes on after it was saved: what was saved is what it is about then", async () => {
    autosave.begin(SLOT, null);
    autosave.set(SLOT, null, hours("7"));
    await all();
    autosave.set(SLOT, null, hours("7.5"));
    await all();
    expect(edge.calls).toEqual(["create 7", "change 1 7.5"]);
    autosave.end(SLOT.key);
    expect(phase()).toBe("saved");
  });

  it("is about what stood there when it began, whatever is shown by now", async () => {
    edge.held = saved(2, "6");
    autosave.begin(SLOT, saved(1, "8"));
    autosave.set(SLOT, edge.held, hours("7"));
    await all();
    expect(phase()).toBe("conflict");
  });

  it("that ends where it began sends nothing", async () => {
    edge.held = saved(3, "8");
    autosave.set(SLOT, edge.held, hours("9"));
    autosave.set(SLOT, edge.held, hours("8"));
    await all();
    expect(edge.calls).toEqual([]);
    expect(overall(autosave.snapshot(), autosave.open())).toBe("saved");
  });

  it("nothing into a cell removes what was in it, as it was read", async () => {
    edge.held = saved(3, "8");
    autosave.set(SLOT, edge.held, hours(null));
    await all();
    expect(edge.calls).toEqual(["remove 3"]);
    expect(shown).toBeNull();
    autosave.set(SLOT, null, hours("4"));
    await all();
    expect(edge.calls).toEqual(["remove 3", "create 4"]);
  });

  it("what is no quantity stays as it was typed, and is not sent", async () => {
    autosave.set(SLOT, null, hours("7"));
    autosave.setInvalid(SLOT, null, "7x", "not_a_number");
    await all();
    expect(edge.calls).toEqual([]);
    expect(autosave.snapshot().get(SLOT.key)?.invalid?.text).toBe("7x");
    expect(overall(autosave.snapshot(), autosave.open())).toBe("attention");
    autosave.set(SLOT, null, hours("7"));
    await all();
    expect(edge.held?.quantity).toBe("7");
    expect(phase()).toBe("saved");
  });
});

describe("when it does not arrive", () => {
  it("is kept and sent again by itself, under the same key", async () => {
    edge.faults.push({ error: OFFLINE }, { error: refusal(503, "service_away") });
    autosave.set(SLOT, null, hours("8"));
    await vi.advanceTimersByTimeAsync(PAUSE_MILLISECONDS + 200);
    expect(phase()).toBe("unsaved");
    expect(overall(autosave.snapshot(), autosave.open())).toBe("unsaved");
    await all();
    expect(edge.calls).toEqual(["create 8", "create 8", "create 8"]);
    expect(new Set(edge.keys)).toEqual(new Set(["key-1"]));
    expect(phase()).toBe("saved");
  });

  it("a create whose answer was lost is not logged twice, whatever was typed since", async () => {
    edge.faults.push({ error: OFFLINE, after: true });
    autosave.set(SLOT, null, hours("8"));
    await vi.advanceTimersByTimeAsync(PAUSE_MILLISECONDS + 200);
    autosave.set(SLOT, null, hours("6"));
    await all();
    expect(edge.calls).toEqual(["create 8", "create 8", "change 1 6"]);
    expect(edge.held).toEqual(saved(2, "6"));
    expect(phase()).toBe("saved");
  });

  it("a change whose answer was lost is recognised, and is no conflict", async () => {
    edge.held = saved(1, "8");
    edge.faults.push({ error: OFFLINE, after: true });
    autosave.set(SLOT, edge.held, hours("6"));
    await all();
    expect(edge.calls).toEqual(["change 1 6", "change 1 6", "read"]);
    expect(shown?.version).toBe(2);
    expect(phase()).toBe("saved");
  });

  it("a removal whose answer was lost is done", async () => {
    edge.held = saved(1, "8");
    edge.faults.push({ error: OFFLINE, after: true });
    autosave.set(SLOT, edge.held, hours(null));
    await all();
    expect(phase()).toBe("saved");
    expect(shown).toBeNull();
  });

  it("can be sent again at once", async () => {
    edge.faults.push({ error: OFFLINE });
    autosave.set(SLOT, null, hours("8"));
    await vi.advanceTimersByTimeAsync(PAUSE_MILLISECONDS + 200);
    autosave.retry();
    await vi.advanceTimersByTimeAsync(200);
    expect(phase()).toBe("saved");
  });
});

it("what the rules refuse stays, with the reason, until something else is typed", async () => {
  edge.faults.push({ error: refusal(422, "work_refused", { rules: ["day_over_24_hours"] }) });
  autosave.set(SLOT, null, hours("20"));
  await all();
  expect(phase()).toBe("refused");
  expect(edge.calls).toEqual(["create 20"]);
  expect(autosave.snapshot().get(SLOT.key)?.problem?.document.rules).toEqual(["day_over_24_hours"]);
  autosave.set(SLOT, null, hours("8"));
  await all();
  expect(edge.keys).toEqual(["key-1", "key-2"]);
  expect(phase()).toBe("saved");
});

describe("two windows", () => {
  const read = saved(1, "8");
  const conflict = async () => {
    edge.held = saved(2, "6");
    autosave.set(SLOT, read, hours("7"));
    await all();
    expect(phase()).toBe("conflict");
    expect(autosave.snapshot().get(SLOT.key)?.theirs).toEqual(saved(2, "6"));
    expect(edge.held).toEqual(saved(2, "6"));
  };

  it("what stands there now is told before the choice: totals count it", async () => {
    await conflict();
    expect(shown).toEqual(saved(2, "6"));
  });

  it("nothing is overwritten unseen; mine can be kept", async () => {
    await conflict();
    autosave.keepMine(SLOT.key);
    await all();
    expect(edge.held).toEqual(saved(3, "7"));
    expect(phase()).toBe("saved");
  });

  it("or theirs taken", async () => {
    await conflict();
    autosave.takeTheirs(SLOT.key);
    await all();
    expect(edge.held).toEqual(saved(2, "6"));
    expect(shown).toEqual(saved(2, "6"));
    expect(phase()).toBe("saved");
  });

  it("both fill an empty cell: the second one hears of the first", async () => {
    edge.held = saved(1, "6");
    autosave.set(SLOT, null, hours("7"));
    await all();
    expect(edge.calls).toEqual(["create 7", "read"]);
    expect(phase()).toBe("conflict");
    autosave.keepMine(SLOT.key);
    await all();
    expect(edge.held).toEqual(saved(2, "7"));
  });

  it("that typed the same do not differ", async () => {
    edge.held = saved(2, "7");
    autosave.set(SLOT, read, hours("7"));
    await all();
    expect(phase()).toBe("saved");
  });

  it("one removed what the other changes: mine is logged anew", async () => {
    autosave.set(SLOT, read, hours("7"));
    await all();
    expect(autosave.snapshot().get(SLOT.key)?.theirs).toBeNull();
    autosave.keepMine(SLOT.key);
    await all();
    expect(edge.held?.quantity).toBe("7");
  });

  it("what was handed in meanwhile cannot be written over", async () => {
    edge.held = saved(1, "8", { status: "to_approval" });
    edge.faults.push({ error: refusal(409, "already_submitted") });
    autosave.set(SLOT, read, hours("7"));
    await all();
    const pending = autosave.snapshot().get(SLOT.key);
    expect(pending && canKeepMine(pending)).toBe(false);
  });
});

it("flush sends at once what waits, and says whether all of it stands", async () => {
  autosave.set(SLOT, null, hours("8"));
  const flushed = autosave.flush();
  await vi.advanceTimersByTimeAsync(200);
  expect(await flushed).toBe(true);
  expect(edge.held?.quantity).toBe("8");

  edge.faults.push({ error: refusal(422) });
  autosave.set(SLOT, edge.held, hours("9"));
  const again = autosave.flush();
  await vi.advanceTimersByTimeAsync(200);
  expect(await again).toBe(false);
});

describe("a block", () => {
  const slot = (name: string): Slot => ({ ...SLOT, key: name, article: name });

  it("lowers first what gets less, so that no day has too many hours in between", async () => {
    const edits = [
      { slot: slot("a"), base: saved(1, "4"), wanted: hours("20") },
      { slot: slot("b"), base: saved(1, "20", { entryId: "e2" }), wanted: hours("4") },
    ];
    const order: string[] = [];
    const recording: Transport = {
      create: async () => saved(1, "0"),
      change: async (of, base, wanted) => {
        order.push(`${of.key} ${wanted.quantity}`);
        return { ...base, version: 2, quantity: wanted.quantity ?? "" };
      },
      remove: async () => undefined,
      read: async () => null,
    };
    const keeper = new Autosave(recording, () => undefined);
    await keeper.setAll(edits);
    expect(order).toEqual(["b 4", "a 20"]);
    expect(keeper.snapshot().size).toBe(0);
  });

  it("sends a few at a time", async () => {
    let most = 0;
    let now = 0;
    const counting: Transport = {
      create: async (_slot, wanted) => {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setTimeout(resolve, 100));
        now -= 1;
        return saved(1, wanted.quantity ?? "");
      },
      change: async (_slot, base) => base,
      remove: async () => undefined,
      read: async () => null,
    };
    const keeper = new Autosave(counting, () => undefined);
    const edits = Array.from({ length: 20 }, (_, at) => ({
      slot: slot(`cell-${at}`),
      base: null,
      wanted: hours("8"),
    }));
    const done = keeper.setAll(edits);
    await all();
    await done;
    expect(most).toBe(4);
    expect(keeper.snapshot().size).toBe(0);
  });
});
