// @vitest-environment happy-dom
import { userEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ignoreSecondClicks } from "./second-clicks";

let stop: () => void;
beforeEach(() => {
  stop = ignoreSecondClicks();
});
afterEach(() => {
  stop();
  document.body.innerHTML = "";
});

function clicksOf(html: string) {
  document.body.innerHTML = html;
  const element = document.body.firstElementChild as HTMLElement;
  const heard = vi.fn((event: Event) => event.preventDefault());
  element.addEventListener("click", heard);
  return { element, heard };
}

test.each([
  '<a href="/contractor/work">Work</a>',
  '<a href="/file.pdf" download><span>Download</span></a>',
  '<button aria-haspopup="menu">Download</button>',
  '<button role="menuitem">CSV</button>',
  "<button data-once>Save as PDF</button>",
])("a double click is one: %s", async (html) => {
  const { element, heard } = clicksOf(html);
  await userEvent.dblClick(element.firstElementChild ?? element);
  expect(heard).toHaveBeenCalledTimes(1);
});

test("what is clicked many times in a row hears every click", async () => {
  const { element, heard } = clicksOf("<button>Week after</button>");
  await userEvent.tripleClick(element);
  expect(heard).toHaveBeenCalledTimes(3);
});

test("the keyboard opens as often as it is pressed", async () => {
  const { element, heard } = clicksOf('<button aria-haspopup="menu">Download</button>');
  element.focus();
  await userEvent.keyboard("{Enter}{Enter}");
  expect(heard).toHaveBeenCalledTimes(2);
});
