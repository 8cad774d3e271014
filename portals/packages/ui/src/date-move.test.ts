import type { DateMove } from "@portico/api";
import { expect, it } from "vitest";
import { moveOf } from "./date-move";
import { formatsFor } from "./formats";

const BOXING_DAY: DateMove = {
  planned_on: "2025-12-26",
  because: "holiday",
  names: { en: "Boxing Day", fr: "lendemain de Noël", nb: "andre juledag" },
};

const read = (moved: DateMove, language: string) =>
  moveOf(moved, "2025-12-29", language, formatsFor(language, "CA", "America/Toronto"));

// B22: what moved a date is said in the reader's language.
it("names what moved it in the reader's language, in English where it has no name there", () => {
  const said = { from: "Dec 26", reason: "Boxing Day", to: "Dec 29" };
  expect(read(BOXING_DAY, "en")).toEqual(said);
  expect(read(BOXING_DAY, "nb").reason).toBe("andre juledag");
  const names = { en: "Heritage Day" };
  expect(read({ ...BOXING_DAY, names }, "fr").reason).toBe("Heritage Day");
});
