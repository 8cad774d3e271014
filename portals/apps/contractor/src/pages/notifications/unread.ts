import { contractorCountUnreadNotificationsOptions } from "@portico/api";
import { useQuery } from "@tanstack/react-query";

/** How many notifications are unread; undefined while it is not known. */
export function useUnread(): number | undefined {
  return useQuery(contractorCountUnreadNotificationsOptions()).data?.unread;
}
