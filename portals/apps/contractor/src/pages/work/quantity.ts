/**
 * Quantities as people type them, and as the edge wants them: hours of whole minutes, amounts of
 * exact decimals. What a text of hours means is the same for the importer: the cases of both are
 * `contracts/cases/quantities.tsv`.
 */

type QuantityProblem =
  | "not_a_number"
  | "not_positive"
  | "two_numbers"
  | "two_cells"
  | "minutes_digits"
  | "minutes_above_59"
  | "less_than_a_minute"
  | "not_whole_minutes"
  | "too_many_hours"
  | "too_large"
  | "too_many_decimals";

type ParseResult =
  /** Nothing at all: nothing is to be logged. */
  | { kind: "empty" }
  /** Blank space says nothing, and deletes nothing. */
  | { kind: "blank" }
  | { kind: "value"; value: string }
  | { kind: "problem"; problem: QuantityProblem };

interface QuantityRules {
  article: string;
  currency: string;
  /** Whose sign of thousands counts as one: `1,234` is more than a thousand in English only. */
  locale: string;
}

const MINUTES_PER_HOUR = 60;
const MAX_MINUTES = 24 * MINUTES_PER_HOUR;
/** Of hours that no decimal has exactly: 0:20 is 0.333333. */
const HOUR_DECIMALS = 6;
const MAX_EXPENSE = 1_000_000_000;
const SPACES = /[\s\u00a0\u202f\u2009]+/g;

/** What a typed text says. */
export function parseQuantity(text: string, rules: QuantityRules): ParseResult {
  if (text === "") return { kind: "empty" };
  if (text.replace(SPACES, "") === "") return { kind: "blank" };
  if (/[\t\r\n]/.test(text.trim())) return problem("two_cells");
  const typed = folded(text).replace(SPACES, " ").trim();
  if (/^[-\u2212\u2013] ?[\d.,:]/.test(typed)) return problem("not_positive");
  return rules.article === "expense" ? ofAmount(typed, rules) : ofTime(typed);
}

/** Zero, however it is written. */
export function isZero(text: string): boolean {
  return /^0+([.,:]0*)?( ?h)?$/i.test(folded(text).trim());
}

/** Digits of every script, and signs that mean a point, a comma or a colon, as ASCII. */
function folded(text: string): string {
  return text
    .replace(/\p{Nd}/gu, (digit) => String(digitOf(digit)))
    .replace(/[\u066b\uff0e]/g, ".")
    .replace(/[\u066c\uff0c]/g, ",")
    .replace(/[\uff1a\ufe55]/g, ":");
}

/** Unicode keeps the ten digits of a script together, zero first. */
function digitOf(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return (code - zero) % 10;
}

// English, French, Norwegian.
const HOUR = "(?:h|hrs?|hours?|heures?|t|timer?)";
const MINUTE = "(?:m|mins?|minutes?|minutt(?:er)?)";
const NUMBER = String.raw`\d*[.,]?\d*`;
const CLOCK = /^(\d{0,3}) ?: ?(\d+)$/;
const HOURS_MINUTES = new RegExp(`^(\\d{1,3}) ?${HOUR} ?(\\d+)(?: ?(${MINUTE}))?$`, "i");
const HOURS = new RegExp(`^(${NUMBER}) ?${HOUR}?$`, "i");
const MINUTES = new RegExp(`^(${NUMBER}) ?${MINUTE}$`, "i");

const FRACTIONS: Record<string, number> = {
  "¼": 15,
  "½": 30,
  "¾": 45,
  "⅓": 20,
  "⅔": 40,
};

function ofTime(typed: string): ParseResult {
  const clock = CLOCK.exec(typed) ?? HOURS_MINUTES.exec(typed);
  if (clock) return ofClock(clock[1] ?? "", clock[2] ?? "", clock[3] !== undefined);
  const fraction = /^(\d{0,3}) ?([¼½¾⅓⅔])$/.exec(typed);
  if (fraction) {
    return ofMinutes(Number(fraction[1]) * MINUTES_PER_HOUR + (FRACTIONS[fraction[2] ?? ""] ?? 0));
  }
  const minutes = MINUTES.exec(typed);
  if (minutes) return ofDecimal(minutes[1] ?? "", 1);
  const hours = HOURS.exec(typed);
  if (hours) return ofDecimal(hours[1] ?? "", MINUTES_PER_HOUR);
  return problem(/^\d+(?: \d+)+$/.test(typed) ? "two_numbers" : "not_a_number");
}

/** Hours and minutes apart; with the word for minutes, one digit is enough. */
function ofClock(hours: string, minutes: string, isNamed: boolean): ParseResult {
  if (minutes.length > 2 || (minutes.length === 1 && !isNamed)) return problem("minutes_digits");
  if (Number(minutes) >= MINUTES_PER_HOUR) return problem("minutes_above_59");
  return ofMinutes(Number(hours) * MINUTES_PER_HOUR + Number(minutes));
}

/** Hours of two decimals stand for the minute that is nearest: 0.33 is 20 minutes. */
const NEAREST = 0.4 + 1e-9;

function ofDecimal(typed: string, unit: number): ParseResult {
  if (!/\d/.test(typed)) return problem("not_a_number");
  const exact = Number(typed.replace(",", ".")) * unit;
  const minutes = Math.round(exact);
  if (exact > 0 && minutes === 0) return problem("less_than_a_minute");
  if (Math.abs(exact - minutes) > (unit === 1 ? 0 : NEAREST)) return problem("not_whole_minutes");
  return exact > MAX_MINUTES ? problem("too_many_hours") : ofMinutes(minutes);
}

function ofMinutes(minutes: number): ParseResult {
  if (minutes <= 0) return problem("not_positive");
  if (minutes > MAX_MINUTES) return problem("too_many_hours");
  return { kind: "value", value: hoursOf(minutes) };
}

function ofAmount(typed: string, { locale, currency }: QuantityRules): ParseResult {
  // Spaces group thousands: anything else between two numbers is a slip.
  const isGrouped = /^\d{1,3}(?: \d{3})+(?:[.,]\d*)?$/.test(typed);
  if (!isGrouped && /\d \d/.test(typed)) return problem("two_numbers");
  const plain = asDecimal(typed.replaceAll(" ", ""), locale);
  if (plain === null) return problem("not_a_number");
  const value = canonical(plain);
  if (value === "0") return problem("not_positive");
  if (Number(value) >= MAX_EXPENSE) return problem("too_large");
  const decimals = value.split(".")[1]?.length ?? 0;
  if (decimals > minorDigits(currency)) return problem("too_many_decimals");
  return { kind: "value", value };
}

/** Comma or point divides decimals; the other one, or the locale's, may group thousands. */
function asDecimal(typed: string, locale: string): string | null {
  const comma = typed.lastIndexOf(",");
  const point = typed.lastIndexOf(".");
  let text = typed;
  if (comma >= 0 && point >= 0) {
    const [group, divider] = comma > point ? [".", ","] : [",", "."];
    text = ungrouped(typed, group, divider);
  } else if (comma >= 0 || point >= 0) {
    const sign = comma >= 0 ? "," : ".";
    const grouping = sign === groupOf(locale) && /^\d{1,3}([.,]\d{3})+$/.test(typed);
    text = grouping ? typed.replaceAll(sign, "") : typed.replace(sign, ".");
  }
  return /^(\d{1,12}(\.\d{0,12})?|\.\d{1,12})$/.test(text) ? text : null;
}

function ungrouped(typed: string, group: string, divider: string): string {
  const [whole = "", ...parts] = typed.split(divider);
  const groups = whole.split(group);
  const isWhole = groups.every((each, at) =>
    at === 0 ? /^\d{1,3}$/.test(each) : /^\d{3}$/.test(each),
  );
  return isWhole && parts.length === 1 ? `${groups.join("")}.${parts[0]}` : "";
}

function groupOf(locale: string): string {
  return (
    new Intl.NumberFormat(locale).formatToParts(1_234_567).find((part) => part.type === "group")
      ?.value ?? ""
  );
}

/** Without zeros that say nothing: `07.50` is `7.5`. */
export function canonical(value: string): string {
  const [whole = "", decimals = ""] = value.split(".");
  const kept = decimals.replace(/0+$/, "");
  const front = whole.replace(/^0+(?=\d)/, "") || "0";
  return kept ? `${front}.${kept}` : front;
}

/** Minutes as hours: 450 is `7.5`, 20 is `0.333333`. */
export function hoursOf(minutes: number): string {
  return canonical((minutes / MINUTES_PER_HOUR).toFixed(HOUR_DECIMALS));
}

/** The minutes that hours stand for: `0.333333`, and `0.33`, are 20. */
export function minutesOf(hours: string): number {
  return Math.round(Number(hours) * MINUTES_PER_HOUR);
}

/** A quantity of the edge as these pages reckon with it. */
export function quantityOfRow(row: {
  article: string;
  quantity: string;
  minutes?: number | null;
}): string {
  if (row.article === "expense") return canonical(row.quantity);
  return hoursOf(row.minutes ?? minutesOf(row.quantity));
}

/** A quantity as the edge takes it: minutes of time, an exact amount of what is none. */
export function sentQuantity(
  article: string,
  quantity: string,
): { minutes: number } | { quantity: string } {
  return article === "expense" ? { quantity } : { minutes: minutesOf(quantity) };
}

/** How many decimals an amount of a currency has. */
export function minorDigits(currency: string): number {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/** What stands in an input, to be read back exactly: `7,5`, and `0:20`, which no decimals are. */
export function typedAs(value: string, locale: string, article: string): string {
  const minutes = article === "expense" ? 0 : minutesOf(value);
  if ((minutes * 100) % MINUTES_PER_HOUR !== 0) {
    const rest = String(minutes % MINUTES_PER_HOUR).padStart(2, "0");
    return `${Math.floor(minutes / MINUTES_PER_HOUR)}:${rest}`;
  }
  const sign =
    new Intl.NumberFormat(locale).formatToParts(1.5).find((part) => part.type === "decimal")
      ?.value ?? ".";
  return canonical(value).replace(".", sign);
}

const SCALE = 10_000;

/** An exact sum of amounts of at most four decimals. */
export function sum(values: Iterable<string>): string {
  let total = 0;
  for (const value of values) total += Math.round(Number(value) * SCALE);
  return canonical((total / SCALE).toFixed(4));
}

/** A sum of hours by their minutes: 0:20 three times is one hour. */
export function sumOfHours(values: Iterable<string>): string {
  let minutes = 0;
  for (const value of values) minutes += minutesOf(value);
  return hoursOf(minutes);
}

function problem(name: QuantityProblem): ParseResult {
  return { kind: "problem", problem: name };
}
