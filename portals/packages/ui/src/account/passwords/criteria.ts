/** The rules of new passwords that a page can look at by itself; the server looks at all again. */

export const MIN_LENGTH = 8;
const MAX_LENGTH = 128;
// As the server does: a shorter local part is in too many good passwords by chance.
const LEAST_LOCAL_PART = 6;

type Criterion = "length" | "no_email" | "uncommon" | "not_temporary";
/** `asking`: the server is being asked. `unknown`: it could not be. */
type State = "met" | "unmet" | "asking" | "unknown";
/** Of `not_temporary` only where a temporary password led here. */
export type Criteria = Partial<Record<Criterion, State>>;

/** What the server said of a password, if it was asked. */
export type Verdict = boolean | "asking" | "unknown";

export const CRITERIA: readonly Criterion[] = ["length", "uncommon", "no_email", "not_temporary"];

/**
 * How each rule stands. `isCommon`, and whether it has a part of the temporary password that led
 * here, are the server's to say.
 */
export function criteriaOf(
  password: string,
  email: string,
  isCommon: Verdict,
  hasTemporary?: Verdict,
): Criteria {
  const candidate = password.normalize("NFKC");
  const length = [...candidate].length;
  const isShort = length < MIN_LENGTH;
  const told = (verdict: Verdict): State =>
    isShort ? "unmet" : typeof verdict === "string" ? verdict : verdict ? "unmet" : "met";
  return {
    length: isShort || length > MAX_LENGTH ? "unmet" : "met",
    uncommon: told(isCommon),
    no_email: length === 0 || contains(candidate, email) ? "unmet" : "met",
    ...(hasTemporary === undefined ? {} : { not_temporary: told(hasTemporary) }),
  };
}

function contains(candidate: string, email: string): boolean {
  const text = candidate.toLowerCase();
  const address = email.trim().toLowerCase();
  if (!address) return false;
  const local = address.split("@")[0] ?? "";
  return text.includes(address) || (local.length >= LEAST_LOCAL_PART && text.includes(local));
}

/** The first rule that the password is known to break. */
export function firstBroken(criteria: Criteria): Criterion | undefined {
  return CRITERIA.find((criterion) => criteria[criterion] === "unmet");
}
