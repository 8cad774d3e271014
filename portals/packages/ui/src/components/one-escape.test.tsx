import { Drawer, MantineProvider, Modal, Popover } from "@mantine/core";
import { cleanup, render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { closeTopmostOnly } from "./one-escape";

let stop: () => void = () => undefined;
beforeEach(() => {
  stop = closeTopmostOnly();
});
afterEach(() => {
  cleanup();
  stop();
});

const still = { transitionProps: { duration: 0 } };

function Page({ busy = false }: { busy?: boolean }) {
  const [drawer, setDrawer] = useState(true);
  const [question, setQuestion] = useState(true);
  return (
    <MantineProvider classNamesPrefix="p">
      <Drawer opened={drawer} onClose={() => setDrawer(false)} title="Entry" {...still}>
        <Popover defaultOpened={false} {...still}>
          <Popover.Target>
            <button type="button">More</button>
          </Popover.Target>
          <Popover.Dropdown>Filters</Popover.Dropdown>
        </Popover>
      </Drawer>
      <Modal opened={question} onClose={() => setQuestion(false)} title="Return it?" {...still}>
        <button type="button" data-loading={busy || undefined}>
          Return
        </button>
      </Modal>
    </MantineProvider>
  );
}

const titles = () => screen.queryAllByRole("dialog").map((one) => one.textContent?.slice(0, 5));

test("Escape closes the question and leaves what it was asked on, then that", async () => {
  render(<Page />);
  expect(titles()).toEqual(["Entry", "Retur"]);
  await userEvent.keyboard("{Escape}");
  expect(titles()).toEqual(["Entry"]);
  await userEvent.keyboard("{Escape}");
  expect(titles()).toEqual([]);
});

test("what works on something stays, and so does what is below", async () => {
  render(<Page busy />);
  await userEvent.keyboard("{Escape}");
  expect(titles()).toEqual(["Entry", "Retur"]);
});
