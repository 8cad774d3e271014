import type { ExpectedClientPayment } from "@portico/api";
import { formatsFor } from "@portico/ui";
import i18next from "i18next";
import { describe, expect, it } from "vitest";
import en from "../../locales/en/payments.json";
import fr from "../../locales/fr/payments.json";
import nb from "../../locales/nb/payments.json";
import { expectedSentence } from "./expected";

const RECORD: ExpectedClientPayment = {
  due_on: "2026-12-01",
  basis: "record",
  first_on: "2026-12-03",
  last_on: "2026-12-09",
  earliest_days: 2,
  latest_days: 8,
};

function said(more: Partial<ExpectedClientPayment>, language: "en" | "fr" | "nb" = "en"): string {
  const texts = i18next.createInstance();
  void texts.init({
    lng: language,
    resources: { en: { payments: en }, fr: { payments: fr }, nb: { payments: nb } },
    defaultNS: "payments",
    initAsync: false,
    interpolation: { escapeValue: false },
  });
  const say = (key: string, values: Record<string, unknown> = {}) => {
    if (!texts.exists(key, values)) throw new Error(`no text ${key} in ${language}`);
    return texts.t(key, values);
  };
  const sentence = expectedSentence(
    { ...RECORD, ...more },
    say,
    formatsFor(language, "CA", "America/Toronto"),
  );
  // Spaces that do not break, and thin ones, are spaces to the eye.
  return sentence.replaceAll(/[\u00a0\u2009\u202f]/g, " ");
}

// B24: the expected day of a client's payment, as a range with its reason.
describe("when a client's money is expected", () => {
  it.each([
    ["en", "Expected Dec 3 – 9, 2026: this client usually pays 2 to 8 days after the due date."],
    ["fr", "Prévu : 3–9 déc. 2026. Ce client paie habituellement de 2 à 8 jours après l’échéance."],
    ["nb", "Ventet 3.–9. des. 2026. Denne kunden betaler vanligvis 2 til 8 dager etter forfall."],
  ] as const)("is said in %s", (language, sentence) => {
    const without = (text: string) => text.replaceAll(/ ?– ?/g, "–");
    expect(without(said({}, language))).toBe(without(sentence));
  });

  it.each<[number, number, string]>([
    [3, 3, "3 days after the due date"],
    [1, 1, "1 day after the due date"],
    [0, 5, "up to 5 days after the due date"],
    [0, 0, "on the due date"],
    [-4, 0, "up to 4 days before the due date"],
    [-9, -2, "2 to 9 days before the due date"],
    [-1, -1, "1 day before the due date"],
    [-1, 6, "between 1 day before and 6 days after the due date"],
  ])("from %i to %i days", (earliest_days, latest_days, habit) => {
    expect(said({ earliest_days, latest_days })).toContain(`pays ${habit}.`);
  });

  it("is no day where it is later than usual, and the due date where the record is short", () => {
    const gone = { first_on: null, last_on: null };
    expect(said({ ...gone, basis: "later_than_usual" })).toBe(
      "This payment is later than usual: this client usually pays 2 to 8 days after the due date.",
    );
    const short = { ...gone, basis: "too_few", earliest_days: null, latest_days: null } as const;
    expect(said(short)).toBe(
      "Due Dec 1, 2026. This client hasn’t paid enough invoices yet to tell when it usually pays.",
    );
  });

  it("is said with every habit in every language", () => {
    for (const language of ["en", "fr", "nb"] as const) {
      for (const [earliest_days, latest_days] of [
        [2, 8],
        [1, 1],
        [0, 3],
        [0, 0],
        [-3, 0],
        [-5, -2],
        [-2, 2],
      ]) {
        expect(said({ earliest_days, latest_days }, language)).not.toContain("{{");
      }
    }
  });
});
