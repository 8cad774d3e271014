import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { HANDS_ON_MILLISECONDS, isBackground, watchUse } from "./use";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("a page that nobody has touched for a minute fetches in the background", () => {
  const page = new EventTarget();
  watchUse(page);
  expect(isBackground()).toBe(false);
  vi.advanceTimersByTime(HANDS_ON_MILLISECONDS);
  expect(isBackground()).toBe(false);
  vi.advanceTimersByTime(1);
  expect(isBackground()).toBe(true);
});

test.each(["pointerdown", "keydown", "wheel", "touchstart", "input"])("%s is use", (sign) => {
  const page = new EventTarget();
  watchUse(page);
  vi.advanceTimersByTime(HANDS_ON_MILLISECONDS + 1);
  page.dispatchEvent(new Event(sign));
  expect(isBackground()).toBe(false);
});
