import { useFormats } from "@portico/ui";

const MINUTE_MILLISECONDS = 60_000;

/**
 * The last minute in which an offer can be signed, in the zone of whoever reads it, with its name:
 * a deadline is at midnight in the agency's zone, which may be noon here.
 */
export function useDeadline(): (expiresAt: string) => string {
  const formats = useFormats();
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const format = new Intl.DateTimeFormat(formats.locale, {
    dateStyle: "long",
    timeStyle: "short",
    timeZone,
  });
  return (expiresAt) => {
    const last = new Date(new Date(expiresAt).getTime() - MINUTE_MILLISECONDS);
    return `${format.format(last)} (${formats.zone(timeZone)})`;
  };
}
