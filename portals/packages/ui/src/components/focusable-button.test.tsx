import { Button, MantineProvider } from "@mantine/core";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import type { FormEvent } from "react";
import { afterEach, expect, test, vi } from "vitest";
import type { Boot } from "../boot";
import { themeOf } from "../theme";

afterEach(cleanup);

const colour = { colour: "#1d4ed8", on: "#ffffff" };
const theme = themeOf({ accent: { light: colour, dark: colour } } as Boot);

function form(props: { loading?: boolean; disabled?: boolean }, onSubmit = vi.fn()) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <MantineProvider theme={theme}>
      <form onSubmit={submit}>
        <Button type="submit" {...props}>
          Send
        </Button>
      </form>
    </MantineProvider>
  );
}
const button = () => screen.getByRole("button", { name: "Send" }) as HTMLButtonElement;

test("a button keeps the focus while it sends, and cannot be pressed twice", () => {
  const onSubmit = vi.fn();
  const { rerender } = render(form({ loading: false }, onSubmit));
  button().focus();
  rerender(form({ loading: true }, onSubmit));
  expect(button().disabled).toBe(false);
  expect(button().getAttribute("aria-disabled")).toBe("true");
  expect(document.activeElement).toBe(button());
  fireEvent.click(button());
  expect(onSubmit).not.toHaveBeenCalled();
  rerender(form({ loading: false }, onSubmit));
  expect(button().hasAttribute("aria-disabled")).toBe(false);
  fireEvent.click(button());
  expect(onSubmit).toHaveBeenCalledOnce();
});

test("a button keeps the focus when nothing is left to do, and is disabled once it is left", () => {
  const onSubmit = vi.fn();
  const { rerender } = render(form({ disabled: false }, onSubmit));
  act(() => button().focus());
  rerender(form({ disabled: true }, onSubmit));
  expect(document.activeElement).toBe(button());
  expect(button().disabled).toBe(false);
  expect(button().getAttribute("aria-disabled")).toBe("true");
  fireEvent.click(button());
  expect(onSubmit).not.toHaveBeenCalled();
  act(() => button().blur());
  expect(button().disabled).toBe(true);
});

test("what may not be pressed at all is disabled, sending or not", () => {
  const { rerender } = render(form({ disabled: true }));
  expect(button().disabled).toBe(true);
  rerender(form({ disabled: true, loading: true }));
  expect(button().disabled).toBe(true);
});
