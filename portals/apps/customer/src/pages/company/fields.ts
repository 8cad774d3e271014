import type { CompanyChangeBody, CompanyDetails } from "@portico/api";

/** What of a company has a field on the page, by its path at the service. */
export const FIELDS = [
  "name",
  "address.street",
  "address.postal_code",
  "address.city",
  "address.region",
  "address.country",
  "billing_email",
  "purchase_order",
  "invoice_preferences.language",
  "invoice_preferences.grouping",
  "invoice_preferences.cadence",
] as const;

export type Field = (typeof FIELDS)[number];
type Values = Record<Field, string>;

const ADDRESS = FIELDS.filter((field) => field.startsWith("address."));

/** What changes together: half of an address from one editor and half from another is none. */
export function togetherWith(field: Field): readonly Field[] {
  return field.startsWith("address.") ? ADDRESS : [field];
}

/** What was typed and not saved, and what stood there when the typing began. */
export interface Draft {
  typed: Partial<Values>;
  seen: Partial<Values>;
}

export const NOTHING_TYPED: Draft = { typed: {}, seen: {} };

export function valuesOf(company: CompanyDetails): Values {
  const { address, invoice_preferences: preferences } = company;
  return {
    name: company.name,
    "address.street": address.street ?? "",
    "address.postal_code": address.postal_code ?? "",
    "address.city": address.city ?? "",
    "address.region": address.region ?? "",
    "address.country": address.country,
    billing_email: company.billing_email,
    purchase_order: company.purchase_order,
    "invoice_preferences.language": preferences.language ?? "",
    "invoice_preferences.grouping": preferences.grouping ?? "",
    "invoice_preferences.cadence": preferences.cadence ?? "",
  };
}

/** Whether this person may change a field; `address` is but for country and region. */
export function mayChange(company: CompanyDetails, field: Field): boolean {
  const isCountry = field === "address.region" || field === "address.country";
  const named = isCountry ? "address.country" : field.replace(/^address\..*/, "address");
  return company.may_change.some((one) => one === named);
}

/** The draft with a text typed into a field; back to what is kept, it is not typed any more. */
export function withTyped(draft: Draft, kept: Values, field: Field, text: string): Draft {
  if (text === kept[field]) return without(draft, [field]);
  const seen = { ...draft.seen };
  for (const one of togetherWith(field)) seen[one] ??= kept[one];
  return { typed: { ...draft.typed, [field]: text }, seen };
}

/** The draft without what was typed into these fields. */
export function without(draft: Draft, fields: readonly Field[]): Draft {
  const typed = { ...draft.typed };
  for (const field of fields) delete typed[field];
  const needed = new Set(typedIn({ ...draft, typed }).flatMap(togetherWith));
  const seen = Object.fromEntries(
    Object.entries(draft.seen).filter(([field]) => needed.has(field as Field)),
  );
  return { typed, seen };
}

/** The draft of somebody who has seen what is kept now, and stays with what was typed. */
export function stayingWith(draft: Draft, kept: Values, fields: readonly Field[]): Draft {
  const seen = { ...draft.seen };
  for (const field of fields.flatMap(togetherWith)) seen[field] = kept[field];
  return { ...draft, seen };
}

/** The fields that were typed into. */
export function typedIn(draft: Draft): Field[] {
  return FIELDS.filter((field) => draft.typed[field] !== undefined);
}

/** Typed fields that somebody else changed meanwhile, to something else. */
export function conflictsOf(draft: Draft, kept: Values): Field[] {
  return typedIn(draft).filter(
    (field) =>
      draft.typed[field] !== kept[field] &&
      togetherWith(field).some((one) => (draft.seen[one] ?? kept[one]) !== kept[one]),
  );
}

/** What to send: what was typed, over the company as it is now. */
export function bodyOf(draft: Draft, company: CompanyDetails): CompanyChangeBody {
  const typed = (field: Field) => draft.typed[field]?.trim();
  const given = typedIn(draft);
  const now = valuesOf(company);
  const written = (field: Field) => typed(field) ?? now[field];
  const preferences = given.flatMap((field) =>
    field.startsWith("invoice_preferences.")
      ? [[field.slice("invoice_preferences.".length), typed(field)] as const]
      : [],
  );
  return {
    version: company.version,
    ...(given.includes("name") ? { name: written("name") } : {}),
    ...(given.includes("billing_email") ? { billing_email: written("billing_email") } : {}),
    ...(given.includes("purchase_order") ? { purchase_order: written("purchase_order") } : {}),
    ...(given.some((field) => ADDRESS.includes(field))
      ? {
          address: {
            street: written("address.street"),
            postal_code: written("address.postal_code"),
            city: written("address.city"),
            region: written("address.region").toUpperCase(),
            country: written("address.country"),
          },
        }
      : {}),
    ...(preferences.length > 0 ? { invoice_preferences: Object.fromEntries(preferences) } : {}),
  };
}
