import { describe, expect, test } from "vitest";
import { returnPath } from "./paths";

describe("where somebody goes after signing in", () => {
  test.each([
    [undefined, "/contractor"],
    ["", "/contractor"],
    ["/", "/contractor"],
    ["/payments/pending?sort=-net", "/contractor/payments/pending?sort=-net"],
    ["/contractor/work?week=2026-11-16#friday", "/contractor/work?week=2026-11-16#friday"],
    ["/contractor", "/contractor"],
    ["/contractor#work/2026", "/contractor#work/2026"],
    ["/contractors", "/contractor/contractors"],
  ])("%s leads to %s", (from, path) => {
    expect(returnPath(from, "/contractor")).toBe(path);
  });

  test.each([
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/pay\nments",
    "/../agency",
    "/contractor/../../customer",
    "/%2e%2e/agency",
    "/login?from=/payments",
    "/contractor/login",
  ])("%s leads to the first page", (from) => {
    expect(returnPath(from, "/contractor")).toBe("/contractor");
  });
});
