import type { StuckItem } from "@portico/api";

/** What people know it by comes first; ids of other things tell them nothing. */
const NAMED = ["contractor", "person", "project", "company", "agency"];
const REASONS = [
  "no_rate",
  "unreadable_event",
  "nobody_left",
  "everybody_asked",
  "no_region",
  "unknown_region",
  "unknown_country",
  "no_sales_tax_rule",
  "seller_address_missing",
  "seller_number_missing",
  "vat_status_missing",
  "tax_number_missing",
  "receiving_account_missing",
  "buyer_address_missing",
  "exchange_rate_missing",
];

/** Whom it concerns, as far as that is known: people, then projects and companies. */
export function namesOf({ concerns }: Pick<StuckItem, "concerns">): string {
  return NAMED.flatMap((kind) => concerns.filter((one) => one.kind === kind && one.name !== null))
    .map(({ name }) => name)
    .join(" · ");
}

/** A daily run is the whole agency's: there is nobody to name. */
export function concernsSomebody({ kind }: Pick<StuckItem, "kind">): boolean {
  return kind !== "daily_run_late";
}

/** The key of its text; there is one for every reason that people can do something about. */
export function reasonOf({ reason }: Pick<StuckItem, "reason">): string {
  return REASONS.includes(reason) ? reason : "other";
}
