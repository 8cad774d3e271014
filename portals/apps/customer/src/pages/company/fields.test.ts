import type { CompanyDetails } from "@portico/api";
import { describe, expect, test } from "vitest";
import {
  bodyOf,
  conflictsOf,
  mayChange,
  NOTHING_TYPED,
  stayingWith,
  typedIn,
  valuesOf,
  without,
  withTyped,
} from "./fields";

const COMPANY: CompanyDetails = {
  company_id: "019caf33-9800-7003-8003-6d2c7ddf743f",
  name: "Fjell Bygg",
  organisation_number: "999 888 777",
  address: { street: "Bakken 1", postal_code: "5003", city: "Bergen", region: "", country: "NO" },
  invoice_preferences: { grouping: "company", cadence: "monthly", due_days: 30, language: "nb" },
  billing_email: "",
  purchase_order: "PO 1",
  registrations: [],
  version: 4,
  may_change: ["name", "address", "purchase_order"],
};
const KEPT = valuesOf(COMPANY);

describe("a draft of a company", () => {
  test("has only what differs from what is kept", () => {
    const typed = withTyped(NOTHING_TYPED, KEPT, "purchase_order", "PO 2");
    expect(typedIn(typed)).toEqual(["purchase_order"]);
    expect(withTyped(typed, KEPT, "purchase_order", "PO 1")).toEqual(NOTHING_TYPED);
  });

  test("is no conflict while others change other fields, or the same to the same", () => {
    const mine = withTyped(NOTHING_TYPED, KEPT, "purchase_order", "PO 2");
    expect(conflictsOf(mine, { ...KEPT, name: "Fjell AS" })).toEqual([]);
    expect(conflictsOf(mine, { ...KEPT, purchase_order: "PO 2" })).toEqual([]);
  });

  test("is a conflict where another changed the same, until one of both is chosen", () => {
    const mine = withTyped(NOTHING_TYPED, KEPT, "purchase_order", "PO 2");
    const theirs = { ...KEPT, purchase_order: "PO 3" };
    expect(conflictsOf(mine, theirs)).toEqual(["purchase_order"]);
    expect(conflictsOf(stayingWith(mine, theirs, ["purchase_order"]), theirs)).toEqual([]);
    expect(without(mine, ["purchase_order"])).toEqual(NOTHING_TYPED);
  });

  test("stays a conflict however the person goes on typing", () => {
    const mine = withTyped(NOTHING_TYPED, KEPT, "purchase_order", "PO 2");
    const theirs = { ...KEPT, purchase_order: "PO 3" };
    expect(conflictsOf(withTyped(mine, theirs, "purchase_order", "PO 22"), theirs)).toEqual([
      "purchase_order",
    ]);
  });

  test("takes an address as a whole: no street of one with the city of another", () => {
    const mine = withTyped(NOTHING_TYPED, KEPT, "address.street", "Bakken 2");
    expect(conflictsOf(mine, { ...KEPT, "address.city": "Oslo" })).toEqual(["address.street"]);
  });

  test("sends what was typed over what is kept now, and nothing else", () => {
    const mine = withTyped(NOTHING_TYPED, KEPT, "address.street", " Bakken 2 ");
    expect(bodyOf(mine, { ...COMPANY, version: 7 })).toEqual({
      version: 7,
      address: { ...COMPANY.address, street: "Bakken 2" },
    });
    const other = withTyped(mine, KEPT, "invoice_preferences.language", "en");
    expect(bodyOf(other, COMPANY).invoice_preferences).toEqual({ language: "en" });
    expect(bodyOf(withTyped(NOTHING_TYPED, KEPT, "purchase_order", ""), COMPANY)).toEqual({
      version: 4,
      purchase_order: "",
    });
  });
});

test("country and region have a switch of their own", () => {
  expect(mayChange(COMPANY, "address.city")).toBe(true);
  expect(mayChange(COMPANY, "address.country")).toBe(false);
  const open = { ...COMPANY, may_change: ["address.country" as const] };
  expect(mayChange(open, "address.region")).toBe(true);
  expect(mayChange(open, "address.city")).toBe(false);
  expect(mayChange(open, "billing_email")).toBe(false);
});
