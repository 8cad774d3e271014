import type { Money } from "@portico/api";
import { todayIn } from "./days";

/** How one person reads amounts, dates and numbers. */
export interface Formats {
  readonly locale: string;
  readonly timeZone: string;
  /**
   * `CAD 1,234.50`, `1 234,50 CAD`: the code, since portals show amounts of several currencies. A
   * sign stands before both of them: `-CAD 5.00`.
   */
  money: (amount: Money) => string;
  /** Several currencies, one after the other; they are never added up. */
  moneys: (amounts: readonly Money[]) => string;
  number: (value: number | string, digits?: number) => string;
  /** What one unit costs: the currency's decimals at least, and more where the rate has them. */
  rate: (value: number | string, currency: string) => string;
  /** Hours with their unit: `7.5 h`, and `0:20 h`, in French `0 h 20`, where no two decimals do. */
  hours: (value: number | string) => string;
  /** Hours without their unit, for a column that names it. */
  duration: (value: number | string) => string;
  /** What is billed of an article: hours, or of an expense its amount in major units. */
  quantity: (article: string, value: number | string, currency: string) => string;
  /** An amount in major units with its currency, where the language writes it. */
  amount: (value: number | string, currency: string) => string;
  percent: (value: number | string) => string;
  /** A day (`YYYY-MM-DD`), with the month as a word so that it cannot be misread. */
  day: (day: string) => string;
  /** A day with its weekday, for a sentence. */
  longDay: (day: string) => string;
  /** A day with its short weekday, for a list. */
  weekdayAndDay: (day: string) => string;
  weekday: (day: string, width?: "short" | "long") => string;
  /** A day without its year, for grids. */
  dayOfMonth: (day: string) => string;
  /** A month (`YYYY-MM`). */
  month: (month: string, width?: "short" | "long") => string;
  range: (start: string, end: string) => string;
  /** A moment in the agency's time zone. */
  moment: (moment: string) => string;
  momentDay: (moment: string) => string;
  /** A moment as its time, which is enough where it is of today, and with its day. */
  momentTime: (moment: string, now?: Date) => { time: string; moment: string; isToday: boolean };
  ago: (moment: string, now?: Date) => string;
  /** What people call a time zone (`America/Toronto`), the same in summer and winter. */
  zone: (timeZone: string) => string;
}

// The country decides how a language writes. The same table as e-mails and documents have
// (presentation.locales), which a test there compares.
const LOCALES: Record<string, string> = {
  "en-CA": "en-CA",
  "fr-CA": "fr-CA",
};
const MINUTES_PER_HOUR = 60;
/** What six decimals of an hour may be off, in minutes. */
const MINUTE_TOLERANCE = 0.001;
/** A rate may be finer than the currency's smallest coin. */
const MOST_RATE_DIGITS = 6;
/** The minus with which a language begins a figure. */
const SIGN = /^[-\u2212]/;
const DEFAULTS: Record<string, string> = { en: "en-GB", fr: "fr-FR", nb: "nb-NO" };

/** The locale of a language in a country. */
export function localeOf(language: string, country: string): string {
  return LOCALES[`${language}-${country}`] ?? DEFAULTS[language] ?? "en-GB";
}

/** An amount in major units, to the digit, for showing alone: sums are made of minor units. */
export function major({ amount_minor, currency }: Money): Intl.StringNumericLiteral {
  const digits = digitsOf(currency);
  const sign = amount_minor < 0 ? "-" : "";
  const minor = BigInt(Math.round(Math.abs(amount_minor)))
    .toString()
    .padStart(digits + 1, "0");
  const whole = minor.slice(0, minor.length - digits);
  return `${sign}${whole}.${minor.slice(whole.length)}0` as Intl.StringNumericLiteral;
}

/** The amount taken away: what is deducted has a minus wherever it is shown. */
export function negated({ amount_minor, currency }: Money): Money {
  return { amount_minor: 0 - amount_minor, currency };
}

export function formatsFor(language: string, country: string, timeZone: string): Formats {
  const locale = localeOf(language, country);
  const dates = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options });
  const day = dates({ dateStyle: "medium" });
  const longDay = dates({ dateStyle: "full" });
  const weekdayAndDay = dates({
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
  });
  const dayOfMonth = dates({ day: "numeric", month: "short" });
  const weekdays = { short: dates({ weekday: "short" }), long: dates({ weekday: "long" }) };
  const months = {
    short: dates({ month: "short", year: "numeric" }),
    long: dates({ month: "long", year: "numeric" }),
  };
  const moment = new Intl.DateTimeFormat(locale, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone,
  });
  const timeOfDay = new Intl.DateTimeFormat(locale, { timeStyle: "short", timeZone });
  const momentDay = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const number = (value: number | string, digits = 2) =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(Number(value));
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 3 });
  const isCodeFirst = codeComesFirst(locale);
  const rate = (value: number | string, currency: string) =>
    new Intl.NumberFormat(locale, {
      minimumFractionDigits: digitsOf(currency),
      maximumFractionDigits: Math.max(digitsOf(currency), MOST_RATE_DIGITS),
    }).format(Number(value));
  const duration = (value: number | string) => clockOf(Number(value), locale) ?? number(value);
  const hours = (value: number | string) => hoursIn(language, duration(value));
  const withCode = (figure: string, currency: string) => {
    if (!isCodeFirst) return `${figure}\u00a0${currency}`;
    const sign = SIGN.exec(figure)?.[0] ?? "";
    return `${sign}${currency}\u00a0${figure.slice(sign.length)}`;
  };
  const money = (amount: Money) => {
    const figure = new Intl.NumberFormat(locale, {
      minimumFractionDigits: digitsOf(amount.currency),
      maximumFractionDigits: digitsOf(amount.currency),
    }).format(major(amount));
    // Above 2^53 the browser has rounded what it was sent: no page may pass that off as exact.
    const said = withCode(figure, amount.currency);
    return Number.isSafeInteger(amount.amount_minor) ? said : `≈\u00a0${said}`;
  };
  return {
    locale,
    timeZone,
    money,
    moneys: (amounts) => amounts.map(money).join(" · "),
    number,
    rate,
    hours,
    duration,
    quantity: (article, value, currency) =>
      article === "expense" ? rate(value, currency) : hours(value),
    amount: (value, currency) => withCode(rate(value, currency), currency),
    percent: (value) => percent.format(Number(value) / 100),
    day: (iso) => ordinal(day.format(utc(iso)), locale),
    longDay: (iso) => ordinal(longDay.format(utc(iso)), locale),
    weekdayAndDay: (iso) => ordinal(weekdayAndDay.format(utc(iso)), locale),
    weekday: (iso, width = "short") => weekdays[width].format(utc(iso)),
    dayOfMonth: (iso) => dayOfMonth.format(utc(iso)),
    month: (month, width = "long") => months[width].format(utc(`${month}-01`)),
    range: (start, end) => ordinal(day.formatRange(utc(start), utc(end)), locale),
    moment: (iso) => moment.format(new Date(iso)),
    momentDay: (iso) => momentDay.format(new Date(iso)),
    momentTime: (iso, now = new Date()) => ({
      time: timeOfDay.format(new Date(iso)),
      moment: moment.format(new Date(iso)),
      isToday: todayIn(timeZone, now) === todayIn(timeZone, new Date(iso)),
    }),
    ago: (iso, now = new Date()) =>
      ago(relative, new Date(iso), now) ?? JUST_NOW[language] ?? relative.format(0, "second"),
    zone: (name) =>
      new Intl.DateTimeFormat(locale, { timeZone: name, timeZoneName: "longGeneric" })
        .formatToParts()
        .find(({ type }) => type === "timeZoneName")?.value ?? name,
  };
}

/**
 * Whole minutes that no two decimals of an hour tell, as `33:50`: what is read times a rate has to
 * be the amount beside it. E-mails and documents write them so, too (presentation.formats).
 */
function clockOf(hours: number, locale: string): string | null {
  const exact = Math.abs(hours) * MINUTES_PER_HOUR;
  const minutes = Math.round(exact);
  const isWhole = Math.abs(exact - minutes) < MINUTE_TOLERANCE;
  if (!isWhole || (minutes * 100) % MINUTES_PER_HOUR === 0) return null;
  const rest = String(minutes % MINUTES_PER_HOUR).padStart(2, "0");
  const sign = hours < 0 ? new Intl.NumberFormat(locale).formatToParts(hours)[0]?.value : "";
  return `${sign}${Math.floor(minutes / MINUTES_PER_HOUR)}:${rest}`;
}

/** French has the unit where others have a colon: `33 h 50`. */
function hoursIn(language: string, duration: string): string {
  const isClock = duration.includes(":");
  return language === "fr" && isClock
    ? duration.replace(":", "\u00a0h\u00a0")
    : `${duration}\u00a0h`;
}

/** Where the language writes a currency, as e-mails and documents do it, too. */
function codeComesFirst(locale: string): boolean {
  const written = new Intl.NumberFormat(locale, { style: "currency", currency: "CAD" });
  return written.formatToParts(1)[0]?.type === "currency";
}

/** The first of a month is an ordinal in French, which CLDR leaves out. */
function ordinal(day: string, locale: string): string {
  return locale.startsWith("fr") ? day.replace(/(?<=^|[\s–])1(?=[\s–])/g, "1er") : day;
}

function digitsOf(currency: string): number {
  return (
    new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions()
      .maximumFractionDigits ?? 2
  );
}

function utc(iso: string): Date {
  return new Date(`${iso}T00:00:00Z`);
}

/** CLDR has "this minute" and "now", which nobody says of what has just happened. */
const JUST_NOW: Record<string, string> = {
  en: "just now",
  fr: "à l’instant",
  nb: "akkurat nå",
};

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** How long ago it was, or will be; null for less than a minute. */
function ago(format: Intl.RelativeTimeFormat, moment: Date, now: Date): string | null {
  const seconds = (moment.getTime() - now.getTime()) / 1_000;
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return null;
}
