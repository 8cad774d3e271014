import { describe, expect, test } from "vitest";
import { middle, mostZoom, moved, zoomed, zoomOf } from "./crop";

const WIDE = { width: 1200, height: 800 };

describe("the square of a picture", () => {
  test("is the largest in the middle at first", () => {
    expect(middle(WIDE)).toEqual({ left: 200, top: 0, side: 800 });
    expect(middle({ width: 300, height: 900 })).toEqual({ left: 0, top: 300, side: 300 });
  });

  test("moves as far as the picture goes", () => {
    expect(moved(WIDE, middle(WIDE), -50, 10)).toEqual({ left: 150, top: 0, side: 800 });
    expect(moved(WIDE, middle(WIDE), 5_000, 0)).toEqual({ left: 400, top: 0, side: 800 });
    expect(moved(WIDE, middle(WIDE), -5_000, 0)).toEqual({ left: 0, top: 0, side: 800 });
  });

  test("zooms around its own middle", () => {
    const near = zoomed(WIDE, middle(WIDE), 2);
    expect(near).toEqual({ left: 400, top: 200, side: 400 });
    expect(zoomOf(WIDE, near)).toBe(2);
  });

  test("zoomed out at an edge it stays inside", () => {
    const corner = moved(WIDE, zoomed(WIDE, middle(WIDE), 4), 5_000, 5_000);
    expect(corner).toEqual({ left: 1000, top: 600, side: 200 });
    expect(zoomed(WIDE, corner, 1)).toEqual({ left: 400, top: 0, side: 800 });
  });

  test("is never smaller than what shows a face", () => {
    expect(zoomed(WIDE, middle(WIDE), 1_000).side).toBe(64);
    expect(mostZoom(WIDE)).toBe(8);
    expect(mostZoom({ width: 128, height: 400 })).toBe(2);
    expect(mostZoom({ width: 40, height: 40 })).toBe(1);
    expect(zoomed({ width: 40, height: 40 }, middle({ width: 40, height: 40 }), 3).side).toBe(40);
  });
});
