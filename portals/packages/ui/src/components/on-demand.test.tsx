import { MantineProvider, Modal } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { act, cleanup, render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { type ComponentType, useState } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startTexts } from "../i18n";
import { onDemand } from "./on-demand";

interface Props {
  opened: boolean;
  onClose: () => void;
}

function Dialogue({ opened, onClose }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title="Search" transitionProps={{ duration: 0 }}>
      <input data-autofocus aria-label="Words" />
    </Modal>
  );
}

/** A page with a button that opens the dialogue, which comes when the test lets it. */
function page() {
  let arrive: (dialogue: ComponentType<Props>) => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const fetched = new Promise<ComponentType<Props>>((resolve, reject) => {
    arrive = resolve;
    fail = reject;
  });
  const load = vi.fn(() => fetched);
  const Later = onDemand(load);
  function Page() {
    const [opened, setOpened] = useState(false);
    return (
      <MantineProvider>
        <button type="button" onClick={() => setOpened(true)}>
          Open
        </button>
        <output>{opened ? "open" : "closed"}</output>
        <Later opened={opened} onClose={() => setOpened(false)} />
      </MantineProvider>
    );
  }
  render(<Page />);
  return {
    load,
    arrive: () => act(async () => arrive(Dialogue)),
    fail: (error: unknown) => act(async () => fail(error)),
  };
}

beforeEach(async () => {
  // A browser that is never at rest: only opening fetches.
  vi.stubGlobal("requestIdleCallback", () => 1);
  vi.stubGlobal("cancelIdleCallback", () => undefined);
  await startTexts("en", async () => ({ problems: { offline: "No connection." } }), ["ui"]);
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("nothing is fetched before the page is at rest", () => {
  let rest: IdleRequestCallback | undefined;
  vi.stubGlobal("requestIdleCallback", (act: IdleRequestCallback) => {
    rest = act;
    return 1;
  });
  const { load } = page();
  expect(load).not.toHaveBeenCalled();
  rest?.({ didTimeout: false, timeRemaining: () => 10 });
  expect(load).toHaveBeenCalledOnce();
});

test("opened before it is there it opens as soon as it is, and returns the focus", async () => {
  const { arrive } = page();
  const button = screen.getByRole("button", { name: "Open" });
  await userEvent.click(button);
  expect(screen.queryByRole("dialog")).toBeNull();
  await arrive();
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("Words")));
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(document.activeElement).toBe(button));
});

test("where it cannot be fetched that is said, and it counts as closed", async () => {
  const told = vi.spyOn(notifications, "show");
  const { fail } = page();
  await userEvent.click(screen.getByRole("button", { name: "Open" }));
  await fail(new TypeError("Failed to fetch dynamically imported module"));
  await waitFor(() => expect(screen.getByText("closed")).toBeTruthy());
  expect(told).toHaveBeenCalledOnce();
  expect(told.mock.lastCall?.[0].message).toBe("No connection.");
});
