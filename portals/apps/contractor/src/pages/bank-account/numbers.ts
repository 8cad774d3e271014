import type { BankAccountKind, BankAccountRequest } from "@portico/api";

/** What can be typed of an account. */
export type Field = "holder" | "iban" | "bic" | "account_number" | "institution" | "transit";

/** What is typed. A field that the chosen kind does not have is kept, and not sent. */
export type AccountFields = Record<Field, string>;

/** What is wrong with a field, by the names that the edge has for it, too. */
export type Flaw = (typeof FLAWS)[number];

const FLAWS = [
  "missing",
  "not_of_kind",
  "wrong_characters",
  "wrong_length",
  "unknown_country",
  "wrong_check_digits",
  "no_account",
  "wrong_bic",
  "bic_of_another_country",
] as const;

export type Flaws = Partial<Record<Field, Flaw>>;

export const NOTHING: AccountFields = {
  holder: "",
  iban: "",
  bic: "",
  account_number: "",
  institution: "",
  transit: "",
};

/** The fields of each kind, in the order of the form. */
export const FIELDS: Readonly<Record<BankAccountKind, readonly Field[]>> = {
  norwegian: ["holder", "account_number"],
  iban: ["holder", "iban", "bic"],
  canadian: ["holder", "institution", "transit", "account_number"],
};

/** The kind that most people of a country have. */
export function usualKind(country: string): BankAccountKind {
  if (country === "NO") return "norwegian";
  return country === "CA" ? "canadian" : "iban";
}

/**
 * What can be seen to be wrong before it is sent: slips of the hand. The edge looks again, and at
 * more.
 */
export function flawsOf(kind: BankAccountKind, typed: AccountFields): Flaws {
  const found: Flaws = {};
  for (const field of FIELDS[kind]) {
    const flaw = flawOf(kind, field, typed[field]);
    if (flaw) found[field] = flaw;
  }
  return found;
}

function flawOf(kind: BankAccountKind, field: Field, text: string): Flaw | undefined {
  if (field === "holder") return text.trim() ? undefined : "missing";
  const number = compact(text);
  if (!number) return field === "bic" ? undefined : "missing";
  if (field === "bic") return undefined;
  if (field === "iban") return flawOfIban(number);
  if (!/^\d+$/.test(number)) return "wrong_characters";
  const [least, most] = lengthOf(kind, field);
  if (number.length < least || number.length > most) return "wrong_length";
  if (kind === "norwegian" && !hasNorwegianCheckDigit(number)) return "wrong_check_digits";
  return undefined;
}

function lengthOf(kind: BankAccountKind, field: Field): readonly [number, number] {
  if (field === "institution") return [3, 3];
  if (field === "transit") return [5, 5];
  return kind === "norwegian" ? [11, 11] : [7, 12];
}

function flawOfIban(iban: string): Flaw | undefined {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]+$/.test(iban)) return "wrong_characters";
  if (iban.length < 15 || iban.length > 34) return "wrong_length";
  return remainderOf97(iban) === 1 ? undefined : "wrong_check_digits";
}

/** ISO 13616: the first four at the end, letters as numbers from 10 on; the rest by 97 is 1. */
function remainderOf97(iban: string): number {
  const moved = iban.slice(4) + iban.slice(0, 4);
  let remainder = 0;
  for (const character of moved) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value < 10 ? 10 : 100) + value) % 97;
  }
  return remainder;
}

const WEIGHTS = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/** Modulus 11. Numbers of the old post bank begin with four zeros and have another rule. */
function hasNorwegianCheckDigit(number: string): boolean {
  if (number.startsWith("0000")) return true;
  const sum = WEIGHTS.reduce((before, weight, at) => before + weight * Number(number[at]), 0);
  return (11 - (sum % 11)) % 11 === Number(number[10]);
}

/** Without what people put between groups of a number, in capitals. */
export function compact(text: string): string {
  return text
    .normalize("NFKC")
    .replaceAll(/[\s.\-\u2010-\u2013]/g, "")
    .toUpperCase();
}

/** What is sent of it. */
export function requestOf(kind: BankAccountKind, typed: AccountFields): BankAccountRequest {
  const fields = FIELDS[kind].map((field) => [field, typed[field].trim()] as const);
  return { kind, ...(Object.fromEntries(fields) as { holder: string }) };
}

/** What the edge found wrong, by field; undefined where it says nothing that is known here. */
export function flawsIn(document: Record<string, unknown>): Flaws | undefined {
  const told = document.flaws;
  if (typeof told !== "object" || told === null) return undefined;
  const found = Object.entries(told).filter(
    ([field, flaw]) => field in NOTHING && FLAWS.some((one) => one === flaw),
  );
  return found.length > 0 ? (Object.fromEntries(found) as Flaws) : undefined;
}
