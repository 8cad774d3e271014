/** The rules of new passwords that a page can look at by itself; the server looks at all again. */

export const MIN_LENGTH = 8;
const MAX_LENGTH = 128;
// As the server does: a shorter local part is in too many good passwords by chance.
const LEAST_LOCAL_PART = 6;

type Criterion = "length" | "no_email" | "uncommon";
/** `asking`: the server is being asked. `unknown`: it could not be. */
type State = "met" | "unmet" | "asking" | "unknown";
export type Criteria = Record<Criterion, State>;

export const CRITERIA: readonly Criterion[] = ["length", "uncommon", "no_email"];

/** How each rule stands. `isCommon` is what the server said of this password, if it was asked. */
export function criteriaOf(
  password: string,
  email: string,
  isCommon: boolean | "asking" | "unknown",
): Criteria {
  const candidate = password.normalize("NFKC");
  const length = [...candidate].length;
  if (length === 0) return { length: "unmet", uncommon: "unmet", no_email: "unmet" };
  const fits = length >= MIN_LENGTH && length <= MAX_LENGTH;
  const uncommon: State =
    typeof isCommon === "string" ? isCommon : isCommon || length < MIN_LENGTH ? "unmet" : "met";
  return {
    length: fits ? "met" : "unmet",
    uncommon: length < MIN_LENGTH ? "unmet" : uncommon,
    no_email: contains(candidate, email) ? "unmet" : "met",
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
