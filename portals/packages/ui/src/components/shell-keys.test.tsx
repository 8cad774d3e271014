import { cleanup, fireEvent, renderHook } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { useShellKeys } from "./shell-keys";

afterEach(() => {
  cleanup();
  document.body.innerHTML = "";
});

const pressAll = () => {
  fireEvent.keyDown(document.body, { key: "k", code: "KeyK", ctrlKey: true });
  fireEvent.keyDown(document.body, { key: "/", code: "Slash" });
  fireEvent.keyDown(document.body, { key: "?", code: "Slash", shiftKey: true });
};

test("the keys of every page open nothing over a dialogue", () => {
  const onSearch = vi.fn();
  const onKeys = vi.fn();
  renderHook(() => useShellKeys(onSearch, onKeys));
  const dialog = document.createElement("div");
  dialog.setAttribute("role", "dialog");
  document.body.append(dialog);
  pressAll();
  expect([onSearch, onKeys].map((one) => one.mock.calls.length)).toEqual([0, 0]);
  dialog.remove();
  pressAll();
  expect([onSearch, onKeys].map((one) => one.mock.calls.length)).toEqual([2, 1]);
});
