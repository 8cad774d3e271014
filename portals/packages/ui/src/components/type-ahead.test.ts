// @vitest-environment happy-dom
import { fireEvent } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { takeTypedAhead, typeAhead } from "./type-ahead";

beforeEach(() => {
  takeTypedAhead();
});

function press(...keys: string[]): void {
  for (const key of keys) fireEvent.keyDown(document.body, { key });
}

test("what is typed until the field is there is given to it, once", () => {
  typeAhead();
  press("p", "P", "Shift", "Backspace", "a", "é", "1");
  expect(takeTypedAhead()).toEqual({ text: "paé1", entered: false });
  press("x");
  expect(takeTypedAhead()).toEqual({ text: "", entered: false });
});

test("it reaches nothing else meanwhile, and combinations of keys do", () => {
  const reached: string[] = [];
  const listen = (event: KeyboardEvent) => reached.push(event.key);
  document.addEventListener("keydown", listen);
  typeAhead();
  press("7");
  fireEvent.keyDown(document.body, { key: "v", ctrlKey: true });
  press("Tab");
  expect(reached).toEqual(["v", "Tab"]);
  expect(takeTypedAhead().text).toBe("7");
  press("8");
  expect(reached).toEqual(["v", "Tab", "8"]);
  document.removeEventListener("keydown", listen);
});

test("entering ends the text; with no text there is nothing to enter", () => {
  typeAhead();
  press("Enter", "p", "Enter", "q");
  expect(takeTypedAhead()).toEqual({ text: "p", entered: true });
});

test("Escape and a press of the pointer give the keys back", () => {
  typeAhead();
  press("p", "Escape", "q");
  expect(takeTypedAhead().text).toBe("");
  typeAhead();
  press("p");
  fireEvent.pointerDown(document.body);
  expect(takeTypedAhead().text).toBe("");
});
