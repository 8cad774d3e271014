import { type Formats, useFormats } from "@portico/ui";

const MINUTE_MILLISECONDS = 60_000;

/**
 * The last minute in which an offer can be signed: a deadline is a midnight of the agency, so it is
 * said in the agency's time as everything else, with the name of its zone for whoever has another.
 */
export function useDeadline(): (expiresAt: string) => string {
  const formats = useFormats();
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return (expiresAt) => deadline(expiresAt, formats, timeZone);
}

export function deadline(expiresAt: string, formats: Formats, readersZone: string): string {
  const last = new Date(new Date(expiresAt).getTime() - MINUTE_MILLISECONDS);
  const said = formats.moment(last.toISOString());
  const isSame = clockIn(readersZone, last) === clockIn(formats.timeZone, last);
  return isSame ? said : `${said} (${formats.zone(formats.timeZone)})`;
}

/** What a clock there shows: two names may be of the same time. */
function clockIn(timeZone: string, moment: Date): string {
  const format = { dateStyle: "short", timeStyle: "short", timeZone } as const;
  return new Intl.DateTimeFormat("en", format).format(moment);
}
