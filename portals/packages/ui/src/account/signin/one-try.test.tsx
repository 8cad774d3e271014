import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { type Outcome, useOneTry } from "./one-try";

afterEach(cleanup);

const open = () => renderHook(() => useOneTry<"password" | "passkey">()).result;

test("who is signed in is not signed in again before the next page is there", async () => {
  const page = open();
  await act(() => page.current.attempt("passkey", async () => "left"));
  expect(page.current.busy).toBe("passkey");
  let again = 0;
  const second = async (): Promise<Outcome> => {
    again += 1;
    return "left";
  };
  expect(await act(() => page.current.attempt("password", second))).toBe("left");
  expect([page.current.busy, again]).toEqual(["passkey", 0]);
});

test("what failed or was closed is tried again, and only a failure is shown", async () => {
  const page = open();
  const wrong = new Error("wrong");
  await act(() => page.current.attempt("password", () => Promise.reject(wrong)));
  expect([page.current.busy, page.current.error]).toEqual([null, wrong]);
  await act(() => page.current.attempt("passkey", async () => "stays"));
  expect([page.current.busy, page.current.error]).toEqual([null, null]);
  const told: unknown[] = [];
  const fail = () => Promise.reject(wrong);
  await act(() => page.current.attempt("password", fail, (failure) => told.push(failure)));
  expect([told, page.current.error]).toEqual([[wrong], null]);
});
