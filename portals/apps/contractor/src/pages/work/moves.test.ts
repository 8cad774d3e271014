import { expect, it } from "vitest";
import { moved, startsTyping } from "./moves";

const SIZE = { rows: 2, cols: 7 };

it("arrows stop at the edges", () => {
  expect(moved({ row: 0, col: 0 }, "left", SIZE)).toEqual({ row: 0, col: 0 });
  expect(moved({ row: 0, col: 6 }, "right", SIZE)).toEqual({ row: 0, col: 6 });
  expect(moved({ row: 1, col: 3 }, "down", SIZE)).toEqual({ row: 1, col: 3 });
  expect(moved({ row: 1, col: 3 }, "up", SIZE)).toEqual({ row: 0, col: 3 });
  expect(moved({ row: 1, col: 3 }, "last", SIZE)).toEqual({ row: 1, col: 6 });
});

it("Tab goes on to the next line, and leaves at the ends", () => {
  expect(moved({ row: 0, col: 6 }, "next", SIZE)).toEqual({ row: 1, col: 0 });
  expect(moved({ row: 1, col: 0 }, "previous", SIZE)).toEqual({ row: 0, col: 6 });
  expect(moved({ row: 1, col: 6 }, "next", SIZE)).toBeNull();
  expect(moved({ row: 0, col: 0 }, "previous", SIZE)).toBeNull();
});

it("figures and letters are typed, keys of the portal and named keys are not", () => {
  expect(["7", ",", "x"].every(startsTyping)).toBe(true);
  expect(["/", "?", " ", "F2", "Enter"].some(startsTyping)).toBe(false);
});
