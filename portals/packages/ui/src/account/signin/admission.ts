import type { CurrentSession, FirstLogin, SecondFactorChallenge } from "@portico/api";

/** What a first proof leads to. */
export type Admission = CurrentSession | SecondFactorChallenge;

export function isSecondFactorChallenge(found: object): found is SecondFactorChallenge {
  return "ticket" in found;
}

/** A temporary password was right: it signs nobody in, and leads to sign-up. */
export function isFirstLogin(found: object): found is FirstLogin {
  return "invitation_token" in found;
}
