import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Refresher } from "./queries";

const KEY = [{ _id: "contractorListTransactions" }];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A list on a page; each fetch of it takes `takes` milliseconds and is cut off when cancelled. */
function listOf(takes: number) {
  const queries = new QueryClient();
  const told = { begun: 0, cancelled: 0 };
  const observer = new QueryObserver(queries, {
    queryKey: KEY,
    queryFn: ({ signal }) => {
      told.begun += 1;
      const number = told.begun;
      return new Promise<number>((resolve, reject) => {
        const timer = setTimeout(() => resolve(number), takes);
        signal.addEventListener("abort", () => {
          told.cancelled += 1;
          clearTimeout(timer);
          reject(new Error("cancelled"));
        });
      });
    },
  });
  observer.subscribe(() => undefined);
  return { queries, observer, told };
}

test("a page that is being fetched has its rows however fast the news come", async () => {
  const { queries, observer, told } = listOf(500);
  const refresher = new Refresher(queries);
  for (let at = 0; at < 500; at += 20) {
    refresher.note(["transactions"]);
    await vi.advanceTimersByTimeAsync(20);
  }
  expect(observer.getCurrentResult().data).toBe(1);
  expect(told.cancelled).toBe(0);
});

test("a flow of news is a fetch a second, none cancelled, and the last of it is seen", async () => {
  const { queries, observer, told } = listOf(200);
  await vi.advanceTimersByTimeAsync(200);
  const refresher = new Refresher(queries);
  for (let at = 0; at < 10_000; at += 50) {
    refresher.note(["transactions"]);
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(told.begun).toBeLessThanOrEqual(12);
  const before = told.begun;
  refresher.note(["transactions"]);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(told.begun).toBeGreaterThan(before);
  expect(observer.getCurrentResult().data).toBe(told.begun);
  expect(told.cancelled).toBe(0);
});

test("what was fetched while the news came is fetched once more", async () => {
  const { queries, observer, told } = listOf(1_000);
  const refresher = new Refresher(queries);
  refresher.note(["transactions"]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(told.begun).toBe(2);
  expect(observer.getCurrentResult().data).toBe(2);
});

test("what shows none of the views is left alone, and everything is everything", async () => {
  const { queries, told } = listOf(100);
  await vi.advanceTimersByTimeAsync(100);
  const refresher = new Refresher(queries);
  refresher.note(["payments"]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(told.begun).toBe(1);
  refresher.note(null);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(told.begun).toBe(2);
});
