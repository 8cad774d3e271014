import type { CurrentSession, SecondFactorChallenge } from "@portico/api";

/** What a first proof leads to. */
export type Admission = CurrentSession | SecondFactorChallenge;

export function isSecondFactorChallenge(found: Admission): found is SecondFactorChallenge {
  return "ticket" in found;
}
