import type { SecondFactorNeeded, SignedIn } from "@portico/api";

/** What a first proof leads to. */
export type Admission = SignedIn | SecondFactorNeeded;

export function isSecondFactorNeeded(found: Admission): found is SecondFactorNeeded {
  return "ticket" in found;
}
