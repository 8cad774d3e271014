import { describe, expect, it } from "vitest";
import en from "../../locales/en/payments.json";
import fr from "../../locales/fr/payments.json";
import nb from "../../locales/nb/payments.json";
import { nextOfReturned } from "./returned-next";

const returned = {
  ordered_again_for: null,
  is_about_account: true,
  bank_account_id: "of the payment",
};
const named = (bank_account_id: string) => ({ bank_account_id });

// B17: the contractor hears what to do about a payment that the bank returned.
describe("a payment that the bank returned", () => {
  it("waits for a look at the account, unless another one was named since", () => {
    expect(nextOfReturned(returned, null)).toBe("account");
    expect(nextOfReturned(returned, named("of the payment"))).toBe("account");
    expect(nextOfReturned(returned, named("another"))).toBe("changed");
  });

  it("asks nothing of who can do nothing about it", () => {
    const of = { ...returned, is_about_account: false };
    expect(nextOfReturned(of, named("another"))).toBe("other");
  });

  it("says first of all that it is ordered again", () => {
    for (const is_about_account of [true, false]) {
      const of = { ...returned, is_about_account, ordered_again_for: "2026-12-07" };
      expect(nextOfReturned(of, named("another"))).toBe("again");
    }
  });

  it("has words for each in every language", () => {
    for (const texts of [en, fr, nb]) {
      expect(Object.keys(texts.returned.next)).toEqual(["again", "changed", "account", "other"]);
      expect(texts.returned.next.again).toContain("{{day}}");
      expect(texts.returned.next.changed).toContain("{{ending}}");
    }
  });
});
