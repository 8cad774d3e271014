/** How many notifications are unread; undefined while it is not known. */
export function useUnread(): number | undefined {
  return undefined;
}
