import { describe, expect, it } from "vitest";
import { blockOf, isIn, landing, rowsOf, sizeOf } from "./block";
import { isBlock, readCells, writeCells } from "./clipboard";

const place = (row: number, col: number) => ({ row, col });
const landed = (values: string[][], from: ReturnType<typeof place>, to = from) =>
  landing(values, blockOf(from, to)).map(({ place: { row, col }, text }) => [row, col, text]);

it("a block is between two corners, whichever way round", () => {
  const block = blockOf(place(2, 5), place(1, 3));
  expect(block).toEqual({ top: 1, left: 3, bottom: 2, right: 5 });
  expect(sizeOf(block)).toEqual({ rows: 2, cols: 3 });
  expect(isIn(block, place(2, 3))).toBe(true);
  expect(isIn(block, place(0, 3))).toBe(false);
  expect(rowsOf(block)).toHaveLength(2);
});

describe("a paste lands", () => {
  it("from the selected cell on", () => {
    expect(landed([["1", "2"], ["3"]], place(0, 1))).toEqual([
      [0, 1, "1"],
      [0, 2, "2"],
      [1, 1, "3"],
      [1, 2, ""],
    ]);
  });

  it("in every selected cell, if it is a single value", () => {
    expect(landed([["8"]], place(0, 0), place(1, 1)).map(([, , text]) => text)).toEqual([
      "8",
      "8",
      "8",
      "8",
    ]);
  });

  it("as often as it fits without a rest, else once", () => {
    expect(landed([["1", "2"]], place(0, 0), place(0, 3)).map(([, , text]) => text)).toEqual([
      "1",
      "2",
      "1",
      "2",
    ]);
    expect(landed([["1", "2"]], place(0, 0), place(0, 2))).toHaveLength(2);
  });

  it("nowhere, if there is nothing", () => {
    expect(landed([], place(0, 0))).toEqual([]);
  });
});

describe("cells as text", () => {
  it.each([
    ["7,5", [["7,5"]]],
    ["7,5\r\n", [["7,5"]]],
    ["1\t2", [["1", "2"]]],
    [
      "1\t2\r\n3\t\r\n",
      [
        ["1", "2"],
        ["3", ""],
      ],
    ],
    ["1\n\n2\n", [["1"], [""], ["2"]]],
    ['"7,5"\t"a\tb"\t"say ""hi"""', [["7,5", "a\tb", 'say "hi"']]],
    ['"two\nlines"\tx', [["two\nlines", "x"]]],
    ['"7', [['"7']]],
    ['"7"5\t1', [['"7"5', "1"]]],
    ["\t", [["", ""]]],
    ["", [[""]]],
  ])("%j", (text, cells) => {
    expect(readCells(text)).toEqual(cells);
  });

  it("is read back as it was written", () => {
    const cells = [
      ["7.5", "", 'a "b"'],
      ["x\ty", "two\nlines", "0:20"],
    ];
    expect(readCells(writeCells(cells))).toEqual(cells);
  });

  it("one value with the line break that spreadsheets add is no block", () => {
    expect(isBlock("7.5\r\n")).toBe(false);
    expect(isBlock("1\t2")).toBe(true);
    expect(isBlock("1\n2")).toBe(true);
  });
});
