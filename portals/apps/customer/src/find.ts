import { customerListOffers, type Me } from "@portico/api";
import type { SearchResult } from "@portico/ui/portal";

const MOST = 5;

/** Offers whose number or title has this text. Invoices cannot be searched at the edge. */
export async function find(text: string, person: Me["person"]): Promise<SearchResult[]> {
  if (!person.permissions.includes("offers.view")) return [];
  const { data } = await customerListOffers({
    query: { search: text, limit: MOST },
    throwOnError: true,
  });
  return data.items.map(({ offer_id, number, title }) => ({
    id: offer_id,
    label: `${number} · ${title}`,
    href: `/offers/${offer_id}`,
  }));
}
