import type { CurrentSession, SecondFactorNeeded } from "@portico/api";

/** What a first proof leads to. */
export type Admission = CurrentSession | SecondFactorNeeded;

export function isSecondFactorNeeded(found: Admission): found is SecondFactorNeeded {
  return "ticket" in found;
}
