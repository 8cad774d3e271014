import { describe, expect, it } from "vitest";
import en from "../../locales/en/payments.json";
import fr from "../../locales/fr/payments.json";
import nb from "../../locales/nb/payments.json";
import { displayStateOf, netField, nextOf, type PaymentSchedule, shownAs } from "./states";

const of = (more: Partial<PaymentSchedule>): PaymentSchedule => ({
  state: "processing",
  estimated_payment_on: null,
  held_because: null,
  ...more,
});

// C8 and C9: what the column "Estimated payment date" says.
describe("the column of the estimated payment date", () => {
  it.each([
    [
      "a date when it is scheduled",
      { state: "scheduled", estimated_payment_on: "2026-12-14" },
      { day: "2026-12-14" },
    ],
    [
      "that the client's money is waited for",
      { state: "pending_client_payment" },
      "pending_client_payment",
    ],
    [
      "that it is being processed when it is paid immediately",
      { state: "processing" },
      "processing",
    ],
    ["that it is being processed when a schedule has no day", { state: "scheduled" }, "processing"],
    ["that it waits for release", { state: "pending_release" }, "pending_release"],
    ["that it is on hold", { state: "on_hold", held_because: "bank details differ" }, "on_hold"],
  ] as const)("says %s", (_what, more, expected) => {
    const shown = shownAs(of(more));
    expect("day" in shown ? { day: shown.day } : shown.state).toEqual(expected);
  });

  it("gives the reason of a hold, and of nothing else", () => {
    const held = shownAs(of({ state: "on_hold", held_because: "bank details differ" }));
    expect(held).toMatchObject({ reason: "bank details differ" });
    const waits = shownAs(of({ state: "pending_release", held_because: "left over" }));
    expect(waits).toMatchObject({ reason: null });
  });

  it("shows no date of something that is on hold", () => {
    const held = shownAs(of({ state: "on_hold", estimated_payment_on: "2026-12-14" }));
    expect(held).not.toHaveProperty("day");
  });
});

describe("the state that is said", () => {
  it.each([
    ["paid", "2026-11-22", "paid"],
    ["paid", "2026-11-23", "ordered"],
    ["reversed", "2026-11-23", "reversed"],
    ["scheduled", null, "scheduled"],
  ] as const)("of %s with the day %s is %s", (state, paidOn, said) => {
    expect(displayStateOf(state, paidOn, "2026-11-22")).toBe(said);
  });
});

it("calls no sum net of which nobody knows the deductions", () => {
  expect(netField({ deductions_unsettled: true })).toBe("fields.net_unsettled");
  expect(netField({ deductions_unsettled: false })).toBe("fields.net");
  for (const texts of [en, fr, nb]) expect(texts.fields).toHaveProperty("net_unsettled");
});

describe("what comes next", () => {
  const next = (more: Partial<PaymentSchedule>, paid_on: string | null = null, net = 1) =>
    nextOf({ ...of(more), paid_on, net: { amount_minor: net } }, "2026-12-01");

  it("is a payment on a day where there is one", () => {
    const planned = { state: "scheduled", estimated_payment_on: "2026-12-04" } as const;
    expect(next(planned)).toEqual({ key: "planned", day: "2026-12-04" });
    expect(next({ state: "scheduled" })).toEqual({ key: "processing", day: null });
  });

  it("is sent on the day that the bank is ordered for, while that is to come", () => {
    const ordered = (estimated_payment_on: string) => next({ estimated_payment_on });
    expect(ordered("2026-12-07")).toEqual({ key: "ordered", day: "2026-12-07" });
    expect(ordered("2026-12-01")).toEqual({ key: "ordered", day: "2026-12-01" });
    expect(ordered("2026-11-30")).toEqual({ key: "processing", day: null });
  });

  it("is on its way until the day of the payment has come", () => {
    const paid = { state: "paid" } as const;
    expect(next(paid, "2026-12-02")).toEqual({ key: "ordered", day: "2026-12-02" });
    expect(next(paid, "2026-12-01")).toEqual({ key: "paid", day: "2026-12-01" });
  });

  it.each([
    ["pending_release", null, "correction_to_release"],
    ["processing", null, "correction"],
    ["scheduled", null, "correction"],
    ["on_hold", null, "on_hold"],
    ["reversed", null, "correction_reversed"],
    ["paid", "2026-12-02", "set_off"],
  ] as const)("pays nobody less than nothing: %s with the day %s is %s", (state, paidOn, said) => {
    const { key } = next({ state, estimated_payment_on: "2026-12-04" }, paidOn, -1);
    expect(key).toBe(said);
    for (const texts of [en, fr, nb]) expect(texts.next).toHaveProperty([key, "who"]);
  });

  it.each([en, fr, nb])(
    "names the day that it is sent on, and says when none that it arrives",
    (texts) => {
      const { ordered, paid } = texts.next;
      expect(ordered.what).toBe(texts.ordered_for);
      expect(paid.what).toBe(texts.paid_on);
      for (const each of [ordered, paid])
        expect(each.who).toMatch(/a day or two|un jour ou deux|en dag eller to/);
    },
  );

  it.each([
    "pending_client_payment",
    "processing",
    "pending_release",
    "on_hold",
    "reversed",
  ] as const)("has a sentence in every language for %s", (state) => {
    const { key } = next({ state });
    for (const texts of [en, fr, nb]) expect(texts.next).toHaveProperty([key, "what"]);
  });
});
