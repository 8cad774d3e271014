import { MantineProvider } from "@mantine/core";
import type { JobRow } from "@portico/api";
import { cleanup, render } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LoggedLabel } from "./shift";

beforeEach(() => vi.useFakeTimers({ now: Date.parse("2026-03-02T12:00:00Z") }));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function said(job: Pick<JobRow, "logged" | "starts_at">) {
  return render(<LoggedLabel job={job} />, { wrapper: MantineProvider }).container.textContent;
}

test("a shift later today is upcoming, and one that has begun is not logged", () => {
  expect(said({ logged: "none", starts_at: "2026-03-02T12:01:00Z" })).toContain("upcoming");
  cleanup();
  expect(said({ logged: "none", starts_at: "2026-03-02T11:59:00Z" })).toContain("logged.none");
});
