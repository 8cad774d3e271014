import { expect, test } from "vitest";
import { begun, drawn, isSignature, pointIn, type Stroke } from "./strokes";

const box = { left: 10, top: 20, width: 500, height: 200 } as DOMRect;

test("a point of the page is one of the square, and at its edge when it is outside", () => {
  expect(pointIn(box, 260, 120)).toEqual([500, 200]);
  expect(pointIn(box, 0, 900)).toEqual([0, 400]);
});

test("a stroke goes on, and points that tell nothing are left out", () => {
  let strokes: Stroke[] = begun([], [10, 10]);
  strokes = drawn(strokes, [11, 11]);
  strokes = drawn(strokes, [30, 30]);
  expect(strokes).toEqual([
    [
      [10, 10],
      [30, 30],
    ],
  ]);
  expect(drawn([], [5, 5])).toEqual([]);
});

test("there are no more points than the service takes", () => {
  const full: Stroke[] = [Array.from({ length: 4000 }, (_, at) => [at % 1000, 0])];
  expect(drawn(full, [500, 400])).toEqual(full);
  expect(begun(full, [500, 400])).toEqual(full);
});

test("a point is no signature", () => {
  expect(isSignature([])).toBe(false);
  expect(
    isSignature([
      [
        [10, 10],
        [40, 40],
      ],
    ]),
  ).toBe(false);
  expect(
    isSignature([
      [
        [10, 10],
        [10, 60],
      ],
    ]),
  ).toBe(true);
});
