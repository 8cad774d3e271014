import type { HistoryItem } from "@portico/api";
import { describe, expect, it } from "vitest";
import en from "../../locales/en/payments.json";
import fr from "../../locales/fr/payments.json";
import nb from "../../locales/nb/payments.json";
import { HISTORY_KINDS, historySentence as sentenceIn } from "./history";

const item = (more: Partial<HistoryItem>): HistoryItem => ({
  happened_at: "2026-11-21T12:00:00Z",
  what: "created",
  state: "processing",
  actor_id: null,
  actor_name: "payments",
  facts: {},
  ...more,
});

const historySentence = (of: HistoryItem) => sentenceIn(of, "America/Toronto");

const textOf = (catalogue: object, key: string) =>
  key.split(".").reduce<unknown>((at, part) => (at as Record<string, unknown>)?.[part], catalogue);

describe("the history of a transaction", () => {
  it("has words for everything that can happen, in every language", () => {
    for (const what of HISTORY_KINDS) {
      const { title, details } = historySentence(item({ what }));
      for (const catalogue of [en, fr, nb]) {
        expect(textOf(catalogue, title), `${title}`).toBeTypeOf("string");
        for (const { key } of details) expect(textOf(catalogue, key), key).toBeTypeOf("string");
      }
    }
  });

  it("says that a payment of a later day was ordered, and that one of the day was paid", () => {
    const paid = (paid_on: string) =>
      historySentence(item({ what: "paid", facts: { paid_on } })).title;
    expect(paid("2026-11-22")).toBe("history.ordered");
    expect(paid("2026-11-21")).toBe("history.paid");
    for (const texts of [en, fr, nb]) expect(texts.history).toHaveProperty("ordered");
  });

  it.each([
    ["America/Toronto", "ordered"],
    ["Europe/Oslo", "paid"],
  ])("goes by the agency's day, also late in its evening: in %s it was %s", (timeZone, said) => {
    const late = { what: "paid", happened_at: "2026-11-22T02:00:00Z" } as const;
    const { title } = sentenceIn(item({ ...late, facts: { paid_on: "2026-11-22" } }), timeZone);
    expect(title).toBe(`history.${said}`);
  });

  it("says in words why the bank sent a payment back, and in the bank's own if it has any", () => {
    const back = (facts: Record<string, string>) =>
      historySentence(item({ what: "came_back", facts })).details;
    expect(back({ reason_code: "AC04", reason: "" })).toEqual([
      { key: "history.bank_reasons.AC04" },
    ]);
    expect(back({ reason_code: "XY99", reason: "Ask us" })).toEqual([
      { key: "history.bank_reasons.other" },
      { key: "history.reason", text: "Ask us" },
    ]);
    for (const texts of [en, fr, nb]) expect(texts.history.bank_reasons).toHaveProperty("AC04");
  });

  it("says from which day to which the payment moved", () => {
    const { details } = historySentence(
      item({
        what: "released",
        facts: { previously_on: "2026-11-20", estimated_payment_on: "2026-11-23" },
      }),
    );
    expect(details).toEqual([{ key: "history.moved", day: "2026-11-23", otherDay: "2026-11-20" }]);
  });

  it("says what moved it, in each language that it has a name in", () => {
    const names = { en: "Easter Monday", fr: "lundi de Pâques", nb: "andre påskedag" };
    const { details } = historySentence(
      item({
        what: "ordered",
        facts: {
          payment: "P-1",
          previously_on: "2026-12-01",
          estimated_payment_on: "2026-12-07",
          moved: { planned_on: "2026-12-01", because: "holiday", names },
        },
      }),
    );
    expect(details).toEqual([
      { key: "history.moved", day: "2026-12-07", otherDay: "2026-12-01" },
      { key: "history.reason", names },
    ]);
    const facts = { previously_on: "2026-11-20", estimated_payment_on: "2026-11-23", moved: null };
    expect(historySentence(item({ what: "released", facts })).details).toHaveLength(1);
  });

  it("does not call it moved when the day is the same", () => {
    const facts = { previously_on: "2026-11-23", estimated_payment_on: "2026-11-23" };
    const { details } = historySentence(item({ what: "released", facts }));
    expect(details).toEqual([{ key: "history.estimated", day: "2026-11-23" }]);
  });

  it("names the payment and its day, the paid invoice, and the reason", () => {
    const paid = historySentence(
      item({ what: "paid", facts: { payment: "P-1", paid_on: "2026-11-29" } }),
    );
    expect(paid.details).toEqual([{ key: "history.paid_on", day: "2026-11-29", text: "P-1" }]);
    const client = historySentence(item({ what: "client_paid", facts: { invoice: "I-7" } }));
    expect(client.details).toContainEqual({ key: "history.invoice", text: "I-7" });
    const held = historySentence(
      item({ what: "held", state: "on_hold", facts: { reason: "unclear" } }),
    );
    expect(held.details).toEqual([{ key: "history.reason", text: "unclear" }]);
  });

  it("still says something of what it does not know", () => {
    expect(historySentence(item({ what: "audited" as HistoryItem["what"] })).title).toBe(
      "history.other",
    );
  });
});
