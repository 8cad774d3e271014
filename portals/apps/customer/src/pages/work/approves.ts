import { useMe } from "@portico/ui/portal";

/** Whether this person approves work, their own or in somebody's place. What of it, services decide. */
export function useApproves(): boolean {
  const { person, stands_in_for } = useMe();
  return person.permissions.includes("work.approve") || stands_in_for.length > 0;
}
