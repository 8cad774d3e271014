import { expect, test } from "vitest";
import type { Boot } from "./boot";
import { isRed, variablesOf } from "./theme";

test.each(["#b42318", "#d32f2f", "#c8102e", "#e30613", "#ff9b8f", "#9b1c31"])(
  "%s is red",
  (colour) => {
    expect(isRed(colour)).toBe(true);
  },
);

test.each(["#175cd3", "#067647", "#8a4b04", "#f59e0b", "#7c3aed", "#c026d3", "#4b4444", "#000000"])(
  "%s is not",
  (colour) => {
    expect(isRed(colour)).toBe(false);
  },
);

test("a red brand keeps its buttons, and links and what is selected are neutral", () => {
  const accent = (colour: string) => ({ colour, on: "#ffffff" });
  const of = (light: string, dark: string) => {
    const boot = { accent: { light: accent(light), dark: accent(dark) } } as Boot;
    return variablesOf(boot)({} as never);
  };
  const red = of("#b42318", "#ff9b8f");
  expect(red.light).toMatchObject({ "--accent": "#b42318", "--link": "var(--text)" });
  expect(red.dark).toMatchObject({ "--selected": "var(--text)" });
  const blue = of("#175cd3", "#9cc3ff");
  expect(blue.light).toMatchObject({ "--link": "var(--accent)", "--selected": "var(--accent)" });
});
