import { MantineProvider } from "@mantine/core";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import type { Boot } from "../boot";
import { BootProvider } from "../context";
import { startTexts } from "../i18n";
import texts from "../locales/en.json";
import { FileUpload } from "./file-upload";

beforeAll(() => startTexts("en", async () => texts, ["ui"]));
afterEach(cleanup);

const SAID = texts.upload.one_at_a_time;

/** The zone, where files of these names are dropped. */
function dropped(onFile: (file: File) => Promise<unknown>) {
  const agency = { country: "CA", timeZone: "America/Toronto" };
  const boot = { portal: "customer", agency } as Boot;
  render(
    <MantineProvider>
      <BootProvider boot={boot}>
        <FileUpload extensions={[".pdf"]} mostBytes={1_000} onFile={onFile} />
      </BootProvider>
    </MantineProvider>,
  );
  const zone = screen.getByText(texts.upload.choose).closest("[class*=zone]") as Element;
  return (...names: string[]) => {
    const files = names.map((name) => new File(["x"], name));
    const list = { length: files.length, item: (at: number) => files[at] ?? null };
    fireEvent.drop(zone, { dataTransfer: { files: list } });
  };
}

test("of several files one is taken, and it is said that the others were not", async () => {
  const taken = vi.fn(async () => undefined);
  const drop = dropped(taken);
  drop("one.pdf", "two.pdf");
  await waitFor(() => expect(taken).toHaveBeenCalledTimes(1));
  expect(screen.getByText(SAID)).toBeTruthy();
  drop("two.pdf");
  await waitFor(() => expect(taken).toHaveBeenCalledTimes(2));
  expect(screen.queryByText(SAID)).toBeNull();
});

test("while one is on its way another is not taken without a word", async () => {
  const arrive: (() => void)[] = [];
  const taken = vi.fn(() => new Promise<void>((resolve) => arrive.push(resolve)));
  const drop = dropped(taken);
  drop("one.pdf");
  drop("two.pdf");
  expect(taken).toHaveBeenCalledTimes(1);
  expect(screen.getByText(SAID)).toBeTruthy();
  for (const resolve of arrive) resolve();
});
