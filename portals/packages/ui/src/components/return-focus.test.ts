// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test } from "vitest";
import { returnFocus } from "./return-focus";

let stop: () => void = () => {};

beforeEach(() => {
  document.body.innerHTML = `
    <main tabindex="-1"><button id="opener">Open</button><button id="other">Other</button></main>
    <div id="over"></div>`;
  // It lays nothing out, so it knows nothing of what is visible.
  HTMLElement.prototype.checkVisibility ??= () => true;
  stop = returnFocus();
});
afterEach(() => stop());

const find = (id: string) => document.getElementById(id) as HTMLElement;

function opened(): HTMLElement {
  const dialog = document.createElement("div");
  dialog.setAttribute("role", "dialog");
  dialog.innerHTML = '<input id="inside" />';
  find("over").append(dialog);
  find("inside").focus();
  return dialog;
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

test("the focus goes back to what had it before", async () => {
  find("opener").focus();
  const dialog = opened();
  dialog.remove();
  await settled();
  expect(document.activeElement?.id).toBe("opener");
});

test("what was drawn anew under the same name has it, and otherwise what had it before that", async () => {
  find("other").focus();
  find("opener").focus();
  const dialog = opened();
  find("opener").outerHTML = "<button id='opener'>Drawn anew</button>";
  dialog.remove();
  await settled();
  expect(document.activeElement?.textContent).toBe("Drawn anew");
  const next = opened();
  find("opener").remove();
  next.remove();
  await settled();
  expect(document.activeElement?.id).toBe("other");
});

test("where nothing is left the page begins anew, and who has the focus keeps it", async () => {
  const dialog = opened();
  dialog.remove();
  await settled();
  expect(document.activeElement?.tagName).toBe("MAIN");
  const next = opened();
  find("other").focus();
  next.remove();
  await settled();
  expect(document.activeElement?.id).toBe("other");
});
