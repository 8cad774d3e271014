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

function table(...names: string[]): void {
  const rows = names.map(
    (name) => `<tr data-row="${name}"><td><a href="#${name}">${name}</a></td></tr>`,
  );
  document
    .querySelector("main")
    ?.insertAdjacentHTML("beforeend", `<table><tbody>${rows.join("")}</tbody></table>`);
}
const row = (name: string) => document.querySelector(`[data-row="${name}"]`) as HTMLElement;
const linkIn = (name: string) => row(name).querySelector("a") as HTMLElement;

test("from a row that leaves the list the focus goes to the one that takes its place", async () => {
  table("one", "two", "three");
  linkIn("two").focus();
  row("two").remove();
  await settled();
  expect(document.activeElement?.textContent).toBe("three");
  row("three").remove();
  await settled();
  expect(document.activeElement?.textContent).toBe("one");
  row("one").remove();
  await settled();
  expect(document.activeElement?.tagName).toBe("MAIN");
});

test("a dialogue that was about rows which have left gives the focus to the row after them", async () => {
  table("one", "two", "three", "four");
  linkIn("two").focus();
  const dialog = opened();
  row("two").remove();
  row("three").remove();
  dialog.remove();
  await settled();
  expect(document.activeElement?.textContent).toBe("four");
});

test("from a button that leaves its row the focus goes to what opens the row", async () => {
  table("one", "two");
  linkIn("two").insertAdjacentHTML("afterend", "<button id='read'>Mark as read</button>");
  find("read").focus();
  find("read").remove();
  await settled();
  expect(document.activeElement?.textContent).toBe("two");
});

test("while another dialogue is still open the focus stays in it", async () => {
  find("opener").focus();
  const dialog = opened();
  dialog.tabIndex = -1;
  const question = document.createElement("div");
  question.setAttribute("role", "dialog");
  question.innerHTML = '<button id="answer">Withdraw</button>';
  find("over").append(question);
  find("answer").focus();
  find("inside").remove();
  question.remove();
  await settled();
  expect(document.activeElement).toBe(dialog);
});
