import type { TrailStep, TrailSummary, TrailWait } from "@portico/api";
import { formatsFor } from "@portico/ui";
import i18next from "i18next";
import { describe, expect, it } from "vitest";
import enPayments from "../../locales/en/payments.json";
import en from "../../locales/en/trail.json";
import frPayments from "../../locales/fr/payments.json";
import fr from "../../locales/fr/trail.json";
import nbPayments from "../../locales/nb/payments.json";
import nb from "../../locales/nb/trail.json";
import {
  movedSentence,
  nowOf,
  paidKey,
  quantity,
  type Reader,
  stepSentence,
  waiting,
} from "./sentences";

const TODAY = "2026-11-22";
const cad = (amount_minor: number) => ({ amount_minor, currency: "CAD" });

function reader(language: "en" | "fr" | "nb", country = "CA"): Reader {
  const texts = i18next.createInstance();
  void texts.init({
    lng: language,
    resources: {
      en: { trail: en, payments: enPayments },
      fr: { trail: fr, payments: frPayments },
      nb: { trail: nb, payments: nbPayments },
    },
    defaultNS: "trail",
    initAsync: false,
    interpolation: { escapeValue: false },
  });
  return {
    say: (key, values) => {
      if (!texts.exists(key)) throw new Error(`no text ${key} in ${language}`);
      return texts.t(key, values ?? {});
    },
    formats: formatsFor(language, country, "America/Toronto"),
    language,
    today: TODAY,
    now: new Date("2026-11-22T18:00:00Z"),
  };
}

const wait = (more: Partial<TrailWait>): TrailWait => ({
  waits_for: "approval",
  waits_on: "client",
  name: "Northwind",
  hours: "12",
  minutes: 720,
  expenses: cad(0),
  amount: null,
  expected_on: null,
  moved: null,
  final_at: null,
  reason: null,
  ...more,
});

/** Spaces that do not break are spaces to the eye. */
const plain = (text: string) => text.replaceAll("\u00a0", " ");
const said = (more: Partial<TrailWait>, language: "en" | "fr" | "nb" = "en") =>
  plain(waiting(wait(more), "Northwind", reader(language)));

// C14: what it waits for now, and on whom, in one plain sentence.
describe("what a piece of work waits for", () => {
  it.each<[string, Partial<TrailWait>]>([
    ["Waiting for Northwind to approve 12 h", { waits_for: "approval" }],
    [
      "Waiting for Northwind to approve 12 h and CAD 40.00 in expenses",
      { waits_for: "approval", expenses: cad(4000) },
    ],
    [
      "12 h approved by Northwind, final at 2:32 p.m.",
      { waits_for: "final_approval", final_at: "2026-11-22T19:32:00Z" },
    ],
    [
      "12 h approved by Northwind, final on Nov 23, 2026, 12:02 a.m.",
      { waits_for: "final_approval", final_at: "2026-11-23T05:02:00Z" },
    ],
    [
      "Waiting for you to correct CAD 40.00 in expenses",
      { waits_for: "correction", waits_on: "contractor", hours: "0", expenses: cad(4000) },
    ],
    [
      "Waiting for Northwind to pay, due Dec 14",
      { waits_for: "client_payment", expected_on: "2026-12-14" },
    ],
    [
      "Waiting for Northwind to pay, due Jan 3, 2027",
      { waits_for: "client_payment", expected_on: "2027-01-03" },
    ],
    [
      "Waiting for Northwind to pay, was due Nov 20",
      { waits_for: "client_payment", expected_on: "2026-11-20" },
    ],
    ["Waiting for Northwind to pay", { waits_for: "client_payment" }],
    [
      "Waiting for Maple to invoice Northwind",
      { waits_for: "invoice", waits_on: "agency", name: "Maple" },
    ],
    [
      "Waiting for Maple to release CAD 480.00",
      { waits_for: "release", waits_on: "agency", name: "Maple", amount: cad(48000) },
    ],
    [
      "Waiting for Maple to release a correction that takes off CAD 1,066.72",
      { waits_for: "release", waits_on: "agency", name: "Maple", amount: cad(-106672) },
    ],
    [
      "CAD 1,066.72 will be taken off a later payment",
      { waits_for: "pay_run", waits_on: "agency", name: "Maple", amount: cad(-106672) },
    ],
    [
      "On hold: waiting for Maple to release CAD 480.00 (“bank details differ”)",
      {
        waits_for: "hold_ended",
        waits_on: "agency",
        name: "Maple",
        amount: cad(48000),
        reason: "bank details differ",
      },
    ],
    [
      "CAD 480.00 will be paid on Nov 30",
      {
        waits_for: "payment_date",
        waits_on: "agency",
        name: "Maple",
        amount: cad(48000),
        expected_on: "2026-11-30",
      },
    ],
    [
      "CAD 480.00 will be paid with Maple’s next pay run",
      { waits_for: "pay_run", waits_on: "agency", name: "Maple", amount: cad(48000) },
    ],
  ])("%s", (sentence, more) => {
    expect(said(more)).toBe(sentence);
  });

  it("says who without a name, too", () => {
    expect(said({ name: null })).toBe("Waiting for the client to approve 12 h");
  });

  it("is overdue only after the day", () => {
    expect(said({ waits_for: "client_payment", expected_on: TODAY })).toContain(", due ");
  });

  it.each(["fr", "nb"] as const)(
    "is said in %s for everything that can be waited for",
    (language) => {
      for (const waits_for of [
        "correction",
        "approval",
        "hold_ended",
        "release",
        "invoice",
        "client_payment",
        "payment_date",
        "pay_run",
      ] as const) {
        for (const expected_on of [null, "2026-11-01", "2026-12-14"]) {
          for (const reason of [null, "grunn"]) {
            expect(said({ waits_for, expected_on, reason }, language)).not.toContain("{{");
          }
        }
      }
    },
  );
});

describe("what became of a piece of work", () => {
  const done = (more: Partial<TrailSummary>) =>
    ({ waits: [], stages: [], paid: cad(0), company_name: "Northwind", ...more }) as TrailSummary;

  it("is said with amount and day when it is paid", () => {
    const stages = [{ stage: "paid_out", last_on: "2026-11-19" }] as TrailSummary["stages"];
    expect(plain(nowOf(done({ stages, paid: cad(22293) }), reader("en")))).toBe(
      "CAD 222.93 was paid on Nov 19",
    );
  });

  it("is on its way until the day of a pay run that was run ahead has come", () => {
    const stages = [{ stage: "paid_out", last_on: "2026-12-14" }] as TrailSummary["stages"];
    expect(plain(nowOf(done({ stages, paid: cad(22293) }), reader("en")))).toBe(
      "CAD 222.93 will be paid on Dec 14",
    );
  });

  it("is nothing more to wait for when it was undone", () => {
    expect(nowOf(done({}), reader("en"))).toBe("Nothing left to wait for");
  });
});

describe("a step of the timeline", () => {
  const step = (more: Partial<TrailStep>): TrailStep => ({
    what: "approved",
    on: "2026-11-21",
    at: "2026-11-21T18:00:00Z",
    party: "client",
    name: "Northwind",
    hours: null,
    minutes: null,
    expenses: null,
    amount: null,
    transaction_id: null,
    transaction_number: null,
    expected_on: null,
    reason: null,
    reason_code: null,
    ...more,
  });
  const WHATS = [
    "submitted",
    "corrected",
    "returned",
    "withdrawn",
    "approval_given",
    "approval_undone",
    "approved",
    "approval_final",
    "priced",
    "invoiced",
    "client_paid_part",
    "client_paid",
    "client_payment_returned",
    "written_off",
    "held",
    "released",
    "reversed",
    "ordered",
    "paid_out",
    "came_back",
  ] as const;

  it.each(["en", "fr", "nb"] as const)("has words for each in %s", (language) => {
    for (const what of WHATS) {
      for (const hours of [null, "8"]) {
        const { title } = stepSentence(
          step({ what, hours, amount: cad(100), transaction_number: "T-1" }),
          reader(language),
        );
        expect(title).not.toContain("{{");
      }
    }
  });

  it.each(["en", "fr", "nb"] as const)(
    "names no amount of what was taken back, in %s",
    (language) => {
      const taken_back = step({ what: "reversed", amount: null, transaction_number: "T-1" });
      expect(stepSentence(taken_back, reader(language)).title).toMatch(/ T-1$/);
    },
  );

  it("says the day that it counts for when that is another than it was written down on", () => {
    const late = stepSentence(step({ what: "paid_out", on: "2026-11-20" }), reader("en"));
    expect(late.details).toEqual(["On Nov 20, 2026"]);
    expect(stepSentence(step({}), reader("en")).details).toEqual([]);
  });

  it.each([
    ["en", "CAD 1.00 on its way, transaction T-1", "Will be sent on Nov 29, 2026"],
    ["fr", "1,00 CAD en route, transaction T-1", "Sera envoyé le 29 nov. 2026"],
    ["nb", "1,00 CAD på vei, transaksjon T-1", "Blir sendt 29. nov. 2026"],
  ] as const)(
    "says of money that leaves on a later day that it is on its way, in %s",
    (...said) => {
      const [language, title, detail] = said;
      for (const hours of [null, "8"]) {
        const ahead = stepSentence(
          step({
            what: "paid_out",
            on: "2026-11-29",
            hours,
            amount: cad(100),
            transaction_number: "T-1",
          }),
          reader(language),
        );
        expect(plain(ahead.title)).toBe(title);
        expect(ahead.details.map(plain)).toEqual([detail]);
      }
    },
  );

  const taken = { amount: cad(-22200), transaction_number: "T-2" };
  it.each([
    ["en", "5:20 h taken back: CAD 222.00 net to deduct, transaction T-2"],
    ["fr", "5 h 20 : repris, 222,00 CAD net à déduire, transaction T-2"],
    ["nb", "5:20 h trukket tilbake: 222,00 CAD netto blir trukket fra, transaksjon T-2"],
  ] as const)("says of work that is taken back how much, without a sign, in %s", (...said) => {
    const [language, title] = said;
    const priced = step({ what: "priced", hours: "-5.333333", ...taken });
    expect(plain(stepSentence(priced, reader(language)).title)).toBe(title);
  });

  it.each(["en", "fr", "nb"] as const)(
    "has words of its own for what becomes of it, in %s",
    (to) => {
      const title = (of: Partial<TrailStep>) => plain(stepSentence(step(of), reader(to)).title);
      for (const what of WHATS.slice(WHATS.indexOf("held")))
        for (const on of ["2026-11-20", "2026-11-29"]) {
          const of = { ...taken, what, on };
          expect(title(of)).not.toBe(title({ ...of, amount: cad(22200) }));
          expect(title(of)).toMatch(/(^|[^-\u2212])(CAD )?222[.,]00/);
          expect(title({ ...of, hours: "0" })).toBe(title(of));
        }
    },
  );

  it.each([
    ["en", "AC04", "The account is closed"],
    ["fr", "AC04", "Le compte est fermé"],
    ["nb", "AC04", "Kontoen er avsluttet"],
    ["en", "XY99", "The bank refused it"],
  ] as const)("says in words why the bank returned a payment, in %s", (language, code, said) => {
    const back = { what: "came_back", on: "2026-11-21", reason_code: code, reason: "" } as const;
    expect(stepSentence(step(back), reader(language)).details).toEqual([said]);
  });

  it("says when an invoice is due, and why something was held", () => {
    const invoiced = stepSentence(
      step({ what: "invoiced", expected_on: "2026-12-21" }),
      reader("en"),
    );
    expect(invoiced.details).toEqual(["Due date: Dec 21, 2026"]);
    const held = stepSentence(step({ what: "held", reason: "bank details differ" }), reader("en"));
    expect(held.details).toEqual(["Reason: bank details differ"]);
  });
});

// A pay run may be run ahead of its day: what it pays is not paid before.
describe("money that has left or is ordered", () => {
  const paidOut = (first_on: string, last_on: string) =>
    ({ stages: [{ stage: "paid_out", first_on, last_on }] }) as unknown as TrailSummary;

  it.each([
    ["paid", "2026-11-20", TODAY],
    ["paid_or_on_its_way", "2026-11-20", "2026-11-23"],
    ["on_its_way", "2026-11-23", "2026-11-30"],
  ] as const)("is %s", (key, first, last) => {
    expect(paidKey(paidOut(first, last), TODAY)).toBe(key);
    for (const texts of [en, fr, nb]) {
      expect(texts.so_far).toHaveProperty(key);
      expect(texts.fields).toHaveProperty(key);
    }
  });
});

describe("a quantity", () => {
  it("is zero hours when there is neither", () => {
    expect(plain(quantity({ hours: null, expenses: null }, reader("en")))).toBe("0 h");
  });
});

// B22: what moved a date is said beside it, in the reader's language.
describe("what moved the day that is waited for", () => {
  const moved = {
    planned_on: "2026-12-26",
    because: "holiday" as const,
    names: { en: "Boxing Day", fr: "lendemain de Noël", nb: "andre juledag" },
  };
  const payment = wait({ waits_for: "payment_date", expected_on: "2026-12-28", moved });

  it.each([
    ["en", "Moved from Dec 26 (Boxing Day) to Dec 28"],
    ["fr", "Reporté du 26 déc. (lendemain de Noël) au 28 déc."],
    ["nb", "Flyttet fra 26. des. (andre juledag) til 28. des."],
  ] as const)("is said in %s", (language, sentence) => {
    expect(plain(movedSentence(payment, reader(language)) ?? "")).toBe(sentence);
  });

  it("is nothing where nothing moved it", () => {
    expect(movedSentence({ ...payment, moved: null }, reader("en"))).toBeNull();
  });
});
