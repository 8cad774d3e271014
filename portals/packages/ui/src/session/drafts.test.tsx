import { sessionMeQueryKey } from "@portico/api";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Boot } from "../boot";
import { BootProvider } from "../context";
import { draftKey, eraseDrafts, hasDrafts, readDraft, useDraft, writeDraft } from "./drafts";

beforeEach(() => sessionStorage.clear());
afterEach(() => {
  document.body.innerHTML = "";
});

function Field() {
  const [text, setText, forget] = useDraft("note", "");
  return (
    <>
      <input aria-label="Note" value={text} onChange={(event) => setText(event.target.value)} />
      <button type="button" onClick={forget}>
        Sent
      </button>
    </>
  );
}

function shown(personId: string) {
  const queries = new QueryClient();
  const key = sessionMeQueryKey({ query: { portal: "contractor" } });
  queries.setQueryData(key, { person: { person_id: personId } } as never);
  queries.setQueryDefaults(key, { staleTime: Number.POSITIVE_INFINITY });
  const boot = { portal: "contractor" } as Boot;
  return render(
    <QueryClientProvider client={queries}>
      <BootProvider boot={boot}>
        <Field />
      </BootProvider>
    </QueryClientProvider>,
  );
}

const note = () => screen.getByLabelText<HTMLInputElement>("Note");

test("what was typed is there again for who typed it, and for nobody else", () => {
  const first = shown("p1");
  fireEvent.change(note(), { target: { value: "half a sentence" } });
  first.unmount();
  const other = shown("p2");
  expect(note().value).toBe("");
  other.unmount();
  shown("p1");
  expect(note().value).toBe("half a sentence");
});

test("what was sent or emptied again is kept no longer", () => {
  shown("p1");
  fireEvent.change(note(), { target: { value: "x" } });
  expect(hasDrafts("contractor")).toBe(true);
  fireEvent.click(screen.getByText("Sent"));
  expect([note().value, hasDrafts("contractor")]).toEqual(["", false]);
  fireEvent.change(note(), { target: { value: "y" } });
  fireEvent.change(note(), { target: { value: "" } });
  expect(hasDrafts("contractor")).toBe(false);
});

test("drafts are erased for all, or for all but one person, of one portal", () => {
  const keys = ["p1", "p2"].map((person) => draftKey("contractor", person, "note"));
  const elsewhere = draftKey("customer", "p1", "note");
  for (const key of [...keys, elsewhere]) writeDraft(key, "text");
  eraseDrafts("contractor", "p2");
  expect(keys.map((key) => readDraft(key))).toEqual([undefined, "text"]);
  eraseDrafts("contractor");
  expect([hasDrafts("contractor"), readDraft(elsewhere)]).toEqual([false, "text"]);
});
