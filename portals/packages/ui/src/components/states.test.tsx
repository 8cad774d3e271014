import { MantineProvider } from "@mantine/core";
import { ProblemError } from "@portico/api";
import type { UseQueryResult } from "@tanstack/react-query";
import { cleanup, render, renderHook, screen } from "@testing-library/react";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import account from "../account/locales/en.json";
import { startTexts, type Texts } from "../i18n";
import texts from "../locales/en.json";
import refusals from "../refusals/locales/en.json";
import { ErrorState, Loaded, MissingParts, useCause } from "./states";

beforeAll(async () => {
  const all: Record<string, Texts> = { ui: texts, account, refusals };
  await startTexts("en", async (_, namespace) => all[namespace] ?? {}, Object.keys(all));
});

afterEach(cleanup);

function causeOf(status: number, document: Record<string, unknown>): string {
  const { result } = renderHook(() => useCause());
  return result.current(new ProblemError({ detail: "As the edge says it.", ...document }, status));
}

test.each([
  [{ code: "wrong_second_factor", tries_left: 2 }, "wrong_second_factor_other"],
  [{ code: "wrong_second_factor", tries_left: 1 }, "wrong_second_factor_one"],
  [{ code: "wrong_password" }, "wrong_password"],
] as const)("what an account's page refuses is said in words of ours: %o", (document, key) => {
  const count = "tries_left" in document ? String(document.tries_left) : "";
  expect(causeOf(422, document)).toBe(account.problems[key].replace("{{count}}", count));
});

test("what a service refuses is said in words of ours, everywhere", () => {
  expect(causeOf(409, { code: "work_order_closed" })).toBe(refusals.work_order_closed);
  expect(causeOf(504, { code: "service_too_slow" })).toBe(refusals.service_too_slow);
  const waits = refusals.too_many_attempts.replace("{{minutes}}", "1");
  expect(causeOf(429, { code: "too_many_attempts" })).toBe(waits);
});

test("what does not answer is nobody's fault, whatever it says", () => {
  expect(causeOf(503, { code: "somewhere" })).toBe(texts.problems.away);
  expect(causeOf(0, { code: "offline" })).toBe(texts.problems.offline);
});

test("what has no text of ours is told as it came", () => {
  expect(causeOf(409, { code: "of_no_text" })).toBe("As the edge says it.");
});

test("parts that did not come are fetched again by themselves, until they are there", () => {
  vi.useFakeTimers();
  try {
    const retry = vi.fn();
    const parts = (missing: string[]) => (
      <MantineProvider>
        <MissingParts missing={missing} onRetry={retry} />
      </MantineProvider>
    );
    const { rerender } = render(parts(["timesheets"]));
    vi.advanceTimersByTime(14_000);
    expect(retry).not.toHaveBeenCalled();
    vi.advanceTimersByTime(20_000);
    expect(retry).toHaveBeenCalledTimes(2);
    rerender(parts([]));
    vi.advanceTimersByTime(60_000);
    expect(retry).toHaveBeenCalledTimes(2);
  } finally {
    vi.useRealTimers();
  }
});

test("a page that says already that something went wrong says it once", () => {
  const error = new ProblemError({ code: "offline" }, 0);
  const state = (isTitled: boolean) => (
    <MantineProvider>
      <ErrorState error={error} isTitled={isTitled} />
    </MantineProvider>
  );
  const { rerender } = render(state(false));
  expect(screen.queryByText(texts.states.error_title)).not.toBeNull();
  rerender(state(true));
  expect(screen.queryByText(texts.states.error_title)).toBeNull();
  expect(screen.queryByText(texts.problems.offline)).not.toBeNull();
});

test("without a connection nothing is shown as if it were on its way", () => {
  const waiting = { data: undefined, isError: false, isPaused: true } as UseQueryResult<string>;
  const shown = (query: UseQueryResult<string>) => (
    <MantineProvider>
      <Loaded query={query}>{(data) => data}</Loaded>
    </MantineProvider>
  );
  const { rerender } = render(shown(waiting));
  expect(screen.getByRole("alert").textContent).toContain(texts.states.offline_title);
  rerender(shown({ ...waiting, isPaused: false } as UseQueryResult<string>));
  expect(screen.getByRole("status").getAttribute("aria-label")).toBe(texts.states.loading);
  // What was there before stays.
  rerender(shown({ ...waiting, data: "There" } as unknown as UseQueryResult<string>));
  expect(screen.getByText("There")).toBeTruthy();
});
