import { expect, test } from "vitest";
import { concernsSomebody, namesOf, reasonOf } from "./stuck-words";

const named = (kind: string, name: string | null) => ({ kind, name, id: kind });

test("whom it concerns is people, then companies, and nobody without a name", () => {
  const concerns = [
    named("company", "Acme"),
    named("work_order", "WO-7"),
    named("contractor", null),
    named("person", "Ada Admin"),
    named("contractor", "Tove Temp"),
  ];
  expect(namesOf({ concerns })).toBe("Tove Temp · Ada Admin · Acme");
  expect(namesOf({ concerns: [] })).toBe("");
});

test("a reason that has no text of its own is said in general", () => {
  expect(reasonOf({ reason: "no_rate" })).toBe("no_rate");
  expect(reasonOf({ reason: "receiving_account_missing" })).toBe("receiving_account_missing");
  expect(reasonOf({ reason: "failed" })).toBe("other");
});

test("a daily run is the whole agency's, all else is somebody's", () => {
  expect(concernsSomebody({ kind: "daily_run_late" })).toBe(false);
  expect(concernsSomebody({ kind: "people_not_told" })).toBe(true);
});
