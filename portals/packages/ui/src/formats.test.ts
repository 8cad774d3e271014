import { expect, test } from "vitest";
import { formatsFor, localeOf, major } from "./formats";

const plain = (text: string) => text.replace(/[\u00a0\u202f\u2009]/g, " ");

test("an amount names its currency and is written as the language writes numbers", () => {
  const amount = { amount_minor: 123_456_7, currency: "CAD" };
  expect(plain(formatsFor("en", "CA", "America/Toronto").money(amount))).toBe("CAD 12,345.67");
  expect(plain(formatsFor("fr", "CA", "America/Toronto").money(amount))).toBe("12 345,67 CAD");
  expect(plain(formatsFor("nb", "NO", "Europe/Oslo").money(amount))).toBe("12 345,67 CAD");
});

test("a percentage is written as the language writes it, and not rounded", () => {
  expect(formatsFor("en", "CA", "UTC").percent("14.975")).toBe("14.975%");
  expect(plain(formatsFor("fr", "CA", "UTC").percent("14.975"))).toBe("14,975 %");
  expect(plain(formatsFor("nb", "NO", "UTC").percent(25))).toBe("25 %");
});

test("the first of a month is an ordinal in French", () => {
  expect(formatsFor("fr", "CA", "UTC").day("2026-04-01")).toBe("1er avr. 2026");
  expect(formatsFor("fr", "CA", "UTC").day("2026-04-11")).toBe("11 avr. 2026");
  expect(formatsFor("fr", "CA", "UTC").longDay("2026-04-01")).toBe("mercredi 1er avril 2026");
  const { range } = formatsFor("fr", "CA", "UTC");
  expect(range("2026-03-01", "2026-03-31")).toBe("1er–31 mars 2026");
  expect(range("2026-03-11", "2026-03-21")).toBe("11–21 mars 2026");
  expect(range("2026-12-01", "2027-02-01").replace(/\s/g, " ")).toBe(
    "1er déc. 2026 – 1er févr. 2027",
  );
  expect(formatsFor("fr", "CA", "UTC").longDay("2026-12-11")).toBe("vendredi 11 décembre 2026");
});

test("a day in a sentence has its weekday, as the language writes it", () => {
  expect(formatsFor("en", "CA", "UTC").longDay("2026-12-04")).toBe("Friday, December 4, 2026");
  expect(formatsFor("nb", "NO", "UTC").longDay("2026-12-04")).toBe("fredag 4. desember 2026");
});

test("a rate has the currency's decimals, and more where it is finer", () => {
  const { rate } = formatsFor("en", "CA", "UTC");
  expect(rate("40", "CAD")).toBe("40.00");
  expect(rate("1234.5", "CAD")).toBe("1,234.50");
  expect(rate("40.125", "CAD")).toBe("40.125");
  expect(rate("2500", "JPY")).toBe("2,500");
  expect(rate("3.5", "KWD")).toBe("3.500");
  expect(formatsFor("fr", "CA", "UTC").rate("40", "CAD")).toBe("40,00");
  expect(formatsFor("nb", "NO", "UTC").rate("412.5", "NOK")).toBe("412,50");
});

test("hours that are read times a rate are the amount beside them", () => {
  const { hours, duration, quantity } = formatsFor("fr", "CA", "UTC");
  expect([7.5, "7.05", 8, 0, "0.33", "1234.25"].map(hours).map(plain)).toEqual([
    "7,5 h",
    "7,05 h",
    "8 h",
    "0 h",
    "0,33 h",
    "1 234,25 h",
  ]);
  expect(["33.833333", 20 / 60, "0.016667", "11.583333", -20 / 60].map(duration)).toEqual([
    "33:50",
    "0:20",
    "0:01",
    "11:35",
    "-0:20",
  ]);
  expect(plain(quantity("regular", "33.833333", "CAD"))).toBe("33 h 50");
  expect(plain(hours(-5 / 60))).toBe("-0 h 05");
  expect(
    ["en", "nb"].map((language) => plain(formatsFor(language, "NO", "UTC").hours(20 / 60))),
  ).toEqual(["0:20 h", "0:20 h"]);
  expect(quantity("expense", "12.345", "KWD")).toBe("12,345");
  expect(quantity("expense", "40", "CAD")).toBe("40,00");
});

test("an amount is exact to the last digit, and says so where a browser cannot have it", () => {
  const formats = formatsFor("en", "CA", "UTC");
  const shown = (amount_minor: number) => plain(formats.money({ amount_minor, currency: "CAD" }));
  expect(shown(Number.MAX_SAFE_INTEGER)).toBe("CAD 90,071,992,547,409.91");
  expect(shown(-5)).toBe("-CAD 0.05");
  expect(shown(0)).toBe("CAD 0.00");
  // As JSON brings 9007199254740993.
  expect(shown(JSON.parse("9007199254740993"))).toBe("≈ CAD 90,071,992,547,409.92");
});

test("an expense names its currency where the language writes it", () => {
  expect(plain(formatsFor("en", "CA", "UTC").amount("42.5", "CAD"))).toBe("CAD 42.50");
  expect(plain(formatsFor("nb", "NO", "UTC").amount("42.5", "NOK"))).toBe("42,50 NOK");
});

test("a currency without minor units is not divided", () => {
  expect(Number(major({ amount_minor: 1200, currency: "JPY" }))).toBe(1200);
  expect(plain(formatsFor("en", "NO", "UTC").money({ amount_minor: 1200, currency: "JPY" }))).toBe(
    "JPY 1,200",
  );
});

test("amounts of several currencies stand beside each other", () => {
  const formats = formatsFor("en", "CA", "UTC");
  const both = [
    { amount_minor: 100, currency: "CAD" },
    { amount_minor: 200, currency: "NOK" },
  ];
  expect(plain(formats.moneys(both))).toBe("CAD 1.00 · NOK 2.00");
});

test("a day is the same day whatever the clock of the machine says", () => {
  const formats = formatsFor("en", "NO", "America/Toronto");
  expect(formats.day("2026-11-22")).toBe("22 Nov 2026");
  expect(formats.month("2026-11")).toBe("November 2026");
});

test("a day of a list has its weekday, as the language sets it", () => {
  const written = (language: string, country: string, iso: string) =>
    plain(formatsFor(language, country, "UTC").weekdayAndDay(iso));
  expect(written("en", "CA", "2026-10-29")).toBe("Thu, Oct 29, 2026");
  expect(written("fr", "CA", "2026-10-01")).toBe("jeu. 1er oct. 2026");
  expect(written("nb", "NO", "2026-10-29")).toBe("tor. 29. okt. 2026");
});

test("a moment is shown in the agency's time zone", () => {
  const moment = "2026-11-22T03:30:00Z";
  expect(formatsFor("en", "NO", "America/Toronto").momentDay(moment)).toBe("21 Nov 2026");
  expect(formatsFor("en", "NO", "Europe/Oslo").momentDay(moment)).toBe("22 Nov 2026");
});

test("a moment of this day is said by its time, in the agency's time zone", () => {
  const moment = "2026-11-22T04:30:00Z";
  const now = new Date("2026-11-22T04:00:00Z");
  const toronto = formatsFor("nb", "NO", "America/Toronto");
  expect(toronto.momentTime(moment, now)).toMatchObject({ time: "23:30", isToday: true });
  const later = toronto.momentTime("2026-11-22T05:30:00Z", now);
  expect(later).toMatchObject({ time: "00:30", isToday: false });
  expect(plain(later.moment)).toBe("22. nov. 2026, 00:30");
});

test("a language that is not known reads English", () => {
  expect(localeOf("de", "DE")).toBe("en-GB");
  expect(localeOf("en", "CA")).toBe("en-CA");
});

test("how long ago something was is said in the largest unit that fits", () => {
  const formats = formatsFor("en", "NO", "UTC");
  const now = new Date("2026-11-22T12:00:00Z");
  expect(formats.ago("2026-11-20T11:00:00Z", now)).toBe("2 days ago");
  expect(formats.ago("2026-11-22T09:00:00Z", now)).toBe("3 hours ago");
  expect(formats.ago("2026-11-22T11:59:30Z", now)).toBe("just now");
  const before = "2026-11-22T11:59:30Z";
  expect(formatsFor("fr", "CA", "UTC").ago(before, now)).toBe("à l’instant");
  expect(formatsFor("nb", "NO", "UTC").ago(before, now)).toBe("akkurat nå");
});

test("a time zone is called what people call it", () => {
  expect(formatsFor("en", "CA", "UTC").zone("America/Toronto")).toBe("Eastern Time");
  expect(formatsFor("nb", "NO", "UTC").zone("Europe/Oslo")).toBe("sentraleuropeisk tid");
  expect(formatsFor("fr", "CA", "UTC").zone("America/Toronto")).toBe("heure de l’Est");
});
