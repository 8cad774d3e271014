import { expect, test } from "vitest";
import { destinationOf } from "./paths";

test.each([
  ["/contractor", "/"],
  ["/contractor/work?week=2026-11-16", "/work?week=2026-11-16"],
  ["/contractor#invoices/7", "/#invoices/7"],
  ["/contractor?show=all", "/?show=all"],
])("%s is the page %s of this portal", (path, href) => {
  expect(destinationOf(path, "/contractor")).toEqual({ inside: true, href });
});

test("another page of the site is left for", () => {
  expect(destinationOf("/contractors-guide", "/contractor")).toEqual({
    inside: false,
    href: "/contractors-guide",
  });
});

test.each([null, "", "//evil.example", "/\\evil.example", "https://evil.example"])(
  "%s leads nowhere",
  (path) => {
    expect(destinationOf(path, "/contractor")).toBeNull();
  },
);

test("what leads to the list of notifications is no link in it", () => {
  expect(destinationOf("/agency/notifications", "/agency")).toBeNull();
  expect(destinationOf("/agency/notifications?show=unread", "/agency")).toBeNull();
  expect(destinationOf("/agency/notifications-guide", "/agency")).not.toBeNull();
});
