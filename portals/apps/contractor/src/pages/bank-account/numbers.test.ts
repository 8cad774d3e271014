import { describe, expect, test } from "vitest";
import { compact, flawsIn, flawsOf, NOTHING, requestOf, usualKind } from "./numbers";

const typed = (fields: Partial<typeof NOTHING>) => ({ ...NOTHING, holder: "Nadia Roy", ...fields });

test("each country has its usual kind", () => {
  expect(["NO", "CA", "FR"].map(usualKind)).toEqual(["norwegian", "canadian", "iban"]);
});

describe("an IBAN", () => {
  test.each([
    ["NO93 8601 1117 947"],
    ["no93-8601.1117 947"],
    ["DE89 3704 0044 0532 0130 00"],
    ["FR14 2004 1010 0505 0001 3M02 606"],
  ])("that is right is let through: %s", (iban) => {
    expect(flawsOf("iban", typed({ iban }))).toEqual({});
  });

  test.each([
    ["", "missing"],
    [" - ", "missing"],
    ["8601.11.17947", "wrong_characters"],
    ["NO93 8601 1117 94?", "wrong_characters"],
    ["NO93 8601", "wrong_length"],
    ["NO93 8601 1117 948", "wrong_check_digits"],
    ["NO39 8601 1117 947", "wrong_check_digits"],
  ] as const)("that is wrong is named: %s", (iban, flaw) => {
    expect(flawsOf("iban", typed({ iban }))).toEqual({ iban: flaw });
  });
});

describe("a Norwegian number", () => {
  test.each(["86011117947", "8601.11.17947", "8601 11 17947", "00004090403"])(
    "that is right is let through: %s",
    (account_number) => {
      expect(flawsOf("norwegian", typed({ account_number }))).toEqual({});
    },
  );

  test.each([
    ["", "missing"],
    ["8601.11.1794x", "wrong_characters"],
    ["8601.11.1794", "wrong_length"],
    ["8601.11.17948", "wrong_check_digits"],
    // Two digits changed places.
    ["8601.11.71947", "wrong_check_digits"],
  ] as const)("that is wrong is named: %s", (account_number, flaw) => {
    expect(flawsOf("norwegian", typed({ account_number }))).toEqual({ account_number: flaw });
  });
});

describe("a Canadian account", () => {
  const right = { institution: "003", transit: "00011", account_number: "765-4321" };

  test("that is right is let through", () => {
    expect(flawsOf("canadian", typed(right))).toEqual({});
  });

  test("has every part looked at", () => {
    const wrong = { institution: "3", transit: "0001x", account_number: "123456" };
    expect(flawsOf("canadian", typed(wrong))).toEqual({
      institution: "wrong_length",
      transit: "wrong_characters",
      account_number: "wrong_length",
    });
    expect(flawsOf("canadian", NOTHING)).toEqual({
      holder: "missing",
      institution: "missing",
      transit: "missing",
      account_number: "missing",
    });
  });
});

test("only what the kind has is sent, as it was typed", () => {
  const all = typed({
    iban: "NO93 8601 1117 947 ",
    bic: "",
    account_number: "7654321",
    institution: "003",
    transit: "00011",
  });
  expect(requestOf("iban", all)).toEqual({
    kind: "iban",
    holder: "Nadia Roy",
    iban: "NO93 8601 1117 947",
    bic: "",
  });
  expect(requestOf("canadian", all)).toEqual({
    kind: "canadian",
    holder: "Nadia Roy",
    institution: "003",
    transit: "00011",
    account_number: "7654321",
  });
});

test("what the edge found is read by field, and nothing that is not known", () => {
  expect(flawsIn({ flaws: { bic: "wrong_bic", iban: "new", other: "missing" } })).toEqual({
    bic: "wrong_bic",
  });
  expect(flawsIn({ flaws: { iban: "new" } })).toBeUndefined();
  expect(flawsIn({ flaws: null })).toBeUndefined();
  expect(flawsIn({})).toBeUndefined();
});

test("groups are put together", () => {
  expect(compact(" no93\u00a08601\u20111117 947")).toBe("NO9386011117947");
});
