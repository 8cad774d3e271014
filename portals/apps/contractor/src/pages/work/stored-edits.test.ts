import { ProblemError } from "@portico/api";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Autosave } from "./autosave";
import type { SavedEntry, Slot, Transport } from "./pending";
import { restore, toKeep } from "./stored-edits";

const slot = (day: string): Slot => ({
  key: `a:regular:${day}`,
  orderId: "a",
  article: "regular",
  day,
});
const [FIRST, SECOND, THIRD] = [slot("2026-11-02"), slot("2026-11-03"), slot("2026-11-04")];
const sent: string[] = [];
const transport = (fails: boolean): Transport => ({
  create: async ({ day }, wanted) => {
    if (fails) throw new ProblemError({ code: "unauthenticated" }, 401);
    sent.push(`${day} ${wanted.quantity}`);
    return { entryId: day, version: 1, status: "draft", quantity: wanted.quantity ?? "", note: "" };
  },
  change: async (_slot, base: SavedEntry) => base,
  remove: async () => undefined,
  read: async () => null,
});

beforeEach(() => {
  vi.useFakeTimers();
  sent.length = 0;
});
afterEach(() => vi.useRealTimers());

it("what is typed survives the page: the complete is sent again, the rest waits for its person", async () => {
  const before = new Autosave(transport(true), () => undefined);
  before.set(FIRST, null, { quantity: "8", note: "" });
  before.setInvalid(SECOND, null, "seven", "not_a_number");
  before.begin(THIRD, null);
  before.type(THIRD.key, "7");
  await vi.advanceTimersByTimeAsync(1_000);
  const kept = JSON.parse(JSON.stringify(toKeep(before.snapshot(), before.open())));

  const after = new Autosave(transport(false), () => undefined);
  restore(after, kept);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sent).toEqual(["2026-11-02 8"]);
  expect([...after.snapshot().values()].map(({ invalid }) => invalid)).toEqual([
    { text: "seven", problem: "not_a_number" },
    { text: "7", problem: "unfinished" },
  ]);
});

it("nothing is kept of what is saved, or only looked at", () => {
  const autosave = new Autosave(transport(false), () => undefined);
  autosave.begin(FIRST, null);
  expect(toKeep(autosave.snapshot(), autosave.open())).toBeUndefined();
});
