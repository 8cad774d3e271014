import { choice, cursor, id, text } from "@portico/ui/portal";
import * as z from "zod/mini";

/** The filters of K14. `mine`: those that await my signature; `open`: those that await somebody's. */
export const OFFER_FILTERS = ["mine", "open", "signed"] as const;

/** Offers and agreements by how far they are, by project, by what they are called. */
export const offersSearch = z.object({
  show: choice(OFFER_FILTERS),
  project: id,
  q: text(100),
  cursor,
});

export type OffersSearch = z.infer<typeof offersSearch>;
