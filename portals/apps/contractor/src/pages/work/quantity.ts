/** Quantities as people type them, and as the edge wants them: exact decimals, never floats. */

export type QuantityProblem =
  | "not_a_number"
  | "not_positive"
  | "too_many_hours"
  | "too_large"
  | "too_many_decimals";

export type Parsed =
  | { kind: "empty" }
  | { kind: "value"; value: string }
  | { kind: "problem"; problem: QuantityProblem };

export interface QuantityRules {
  article: string;
  currency: string;
  /** Whose sign of thousands counts as one: `1,234` is more than a thousand in English only. */
  locale: string;
}

const MAX_HOURS = 24;
const HOUR_DECIMALS = 2;
const MAX_EXPENSE = 1_000_000_000;
const SPACES = /[\s\u00a0\u202f\u2009]/g;

/** What a typed text says. Nothing, and zero, are an empty cell. */
export function parseQuantity(text: string, rules: QuantityRules): Parsed {
  const isHours = rules.article !== "expense";
  const typed = text.replace(SPACES, "").replace(/[hH]$/, isHours ? "" : "$&");
  if (typed === "") return { kind: "empty" };
  const clock = isHours ? /^(\d{1,2}):([0-5]\d)$/.exec(typed) : null;
  const plain = clock ? ofClock(clock) : asDecimal(typed, rules.locale);
  if (plain === null) return problem("not_a_number");
  if (plain.startsWith("-")) return problem("not_positive");
  const value = canonical(plain);
  if (value === "0") return { kind: "empty" };
  const decimals = value.split(".")[1]?.length ?? 0;
  if (isHours) {
    if (Number(value) > MAX_HOURS) return problem("too_many_hours");
    if (decimals > HOUR_DECIMALS) return problem("too_many_decimals");
  } else {
    if (Number(value) >= MAX_EXPENSE) return problem("too_large");
    if (decimals > minorDigits(rules.currency)) return problem("too_many_decimals");
  }
  return { kind: "value", value };
}

/** `7:30` is seven and a half hours; a minute that is no hundredth of an hour is rounded to one. */
function ofClock([, hours = "0", minutes = "0"]: RegExpExecArray): string {
  return (Number(hours) + Number(minutes) / 60).toFixed(HOUR_DECIMALS);
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
    const grouping = sign === groupOf(locale) && /^-?\d{1,3}([.,]\d{3})+$/.test(typed);
    text = grouping ? typed.replaceAll(sign, "") : typed.replace(sign, ".");
  }
  return /^-?(\d{1,12}(\.\d{0,12})?|\.\d{1,12})$/.test(text) ? text : null;
}

function ungrouped(typed: string, group: string, divider: string): string {
  const [whole = "", ...parts] = typed.split(divider);
  const groups = whole.split(group);
  const isWhole = groups.every((each, at) =>
    at === 0 ? /^-?\d{1,3}$/.test(each) : /^\d{3}$/.test(each),
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

/** How many decimals an amount of a currency has. */
export function minorDigits(currency: string): number {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/** What stands in an input: the exact quantity with the locale's decimal sign, not grouped. */
export function typedAs(value: string, locale: string): string {
  const sign =
    new Intl.NumberFormat(locale).formatToParts(1.5).find((part) => part.type === "decimal")
      ?.value ?? ".";
  return canonical(value).replace(".", sign);
}

const SCALE = 10_000;

/** An exact sum of decimals of at most four digits, as a decimal. */
export function sum(values: Iterable<string>): string {
  let total = 0;
  for (const value of values) total += Math.round(Number(value) * SCALE);
  return canonical((total / SCALE).toFixed(4));
}

function problem(name: QuantityProblem): Parsed {
  return { kind: "problem", problem: name };
}
