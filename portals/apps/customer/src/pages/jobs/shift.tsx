import type { JobRow } from "@portico/api";
import { Status, type Tone, useFormats } from "@portico/ui";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

const TONES: Record<NonNullable<JobRow["logged"]>, Tone> = {
  none: "neutral",
  draft: "neutral",
  to_approval: "info",
  returned: "bad",
  approved: "good",
  invoiced: "good",
};

/** Start and end on the clocks of the shift's place: `22:00–06:00`. */
export function useTimes(): (job: Pick<JobRow, "starts_at" | "ends_at" | "time_zone">) => string {
  const { locale } = useFormats();
  return useMemo(() => {
    const byZone = new Map<string, Intl.DateTimeFormat>();
    const of = (timeZone: string) => {
      const known = byZone.get(timeZone);
      if (known) return known;
      const made = new Intl.DateTimeFormat(locale, { timeStyle: "short", timeZone });
      byZone.set(timeZone, made);
      return made;
    };
    return ({ starts_at, ends_at, time_zone }) =>
      [starts_at, ends_at].map((moment) => of(time_zone).format(new Date(moment))).join("–");
  }, [locale]);
}

/** What is beside the times: the next day, the clocks that change, a time zone that is another. */
export function useRemarks(): (job: JobRow) => string[] {
  const { t } = useTranslation("jobs");
  const formats = useFormats();
  return (job) => [
    ...(job.ends_on > job.starts_on
      ? [t("ends_on", { day: formats.dayOfMonth(job.ends_on) })]
      : []),
    ...(job.clock_change_minutes === 0
      ? []
      : [t(job.clock_change_minutes < 0 ? "clock.forward" : "clock.back")]),
    ...(job.time_zone === formats.timeZone ? [] : [formats.zone(job.time_zone)]),
  ];
}

/** Where the work of the shift's day stands; nothing for who may not see logged work. */
export function LoggedLabel({ job }: { job: Pick<JobRow, "logged" | "starts_at"> }) {
  const { t } = useTranslation("jobs");
  if (!job.logged) return null;
  const isAhead = job.logged === "none" && Date.parse(job.starts_at) > Date.now();
  return (
    <Status tone={TONES[job.logged]}>{isAhead ? t("upcoming") : t(`logged.${job.logged}`)}</Status>
  );
}
