import type { Offer, OfferSummary } from "@portico/api";
import type { Tone } from "@portico/ui";

/** How far an offer is, to whoever looks at it. `sealing`: signed by all, not in the file yet. */
export type Stage = "mine" | "open" | "sealing" | "signed" | "declined" | "expired" | "withdrawn";

export const TONES: Record<Stage, Tone> = {
  mine: "warn",
  open: "info",
  sealing: "info",
  signed: "good",
  declined: "bad",
  expired: "neutral",
  withdrawn: "neutral",
};

/** One whose time is over has expired, whether or not the service has closed it yet. */
export function standingOf(of: OfferSummary, now = new Date()): Stage {
  switch (of.state) {
    case "completed":
      return of.sealed ? "signed" : "sealing";
    case "declined":
    case "expired":
    case "withdrawn":
      return of.state;
    default:
      if (new Date(of.expires_at) <= now) return "expired";
      return of.awaits_me ? "mine" : "open";
  }
}

type Place = Offer["places"][number];

/** Whose signature is on its way into the file. */
export const beingSealed = (of: Offer): Place | undefined =>
  of.places.find((place) => place.signed_at && !place.sealed);

/** How a place in the order of signers stands. */
export function placeOf(
  place: Place,
  of: Offer,
): "signed" | "sealing" | "declined" | "asked" | "waits" | "not_asked" {
  if (place.declined_at) return "declined";
  if (place.signed_at) return place.sealed ? "signed" : "sealing";
  if (of.closed_at) return "not_asked";
  return place.asked_at ? "asked" : "waits";
}

/** Why it was closed, by whoever did. */
export const reasonOf = (of: Offer): string | null =>
  of.history.findLast(({ kind }) => kind === of.state)?.reason ?? null;
