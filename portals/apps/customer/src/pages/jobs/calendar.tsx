import { Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import type { JobCalendar, JobRow } from "@portico/api";
import { addDays, daysBetween, TextLink, useBoot, useFormats, useToday } from "@portico/ui";
import { useTranslation } from "react-i18next";
import classes from "./calendar.module.css";
import { type JobsSearch, periodOf, weeksOf } from "./search";
import { LoggedLabel, useRemarks, useTimes } from "./shift";

interface Props {
  search: JobsSearch;
  calendar: JobCalendar;
  onOpen: (job: JobRow) => void;
}

type Days = ReadonlyMap<string, JobCalendar["days"][number]>;

/** A month or a week as a table: a row a week, a column a weekday, each shift on its first day. */
export function Calendar({ search, calendar, onOpen }: Props) {
  const { t } = useTranslation("jobs");
  const formats = useFormats();
  const today = useToday();
  const { weekStartsOn } = useBoot().agency;
  const { from, to } = weeksOf(search, today, weekStartsOn);
  const weeks = daysBetween(from, to).filter((_, at) => at % 7 === 0);
  const days: Days = new Map(calendar.days.map((day) => [day.day, day]));
  return (
    <table className={classes.calendar} data-unit={search.week ? "week" : "month"}>
      <caption>
        <VisuallyHidden>{t("title")}</VisuallyHidden>
      </caption>
      <thead>
        <tr>
          {daysBetween(from, addDays(from, 6)).map((day) => (
            <th key={day} scope="col">
              <abbr title={formats.weekday(day, "long")}>{formats.weekday(day)}</abbr>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week}>
            {daysBetween(week, addDays(week, 6)).map((day) => (
              <DayCell key={day} day={day} search={search} days={days} onOpen={onOpen} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface DayProps {
  day: string;
  search: JobsSearch;
  days: Days;
  onOpen: (job: JobRow) => void;
}

function DayCell({ day, search, days, onOpen }: DayProps) {
  const { t } = useTranslation("jobs");
  const formats = useFormats();
  const today = useToday();
  const period = periodOf(search, today);
  const found = days.get(day);
  const rest = (found?.count ?? 0) - (found?.jobs.length ?? 0);
  return (
    <td
      data-outside={day < period.from || day > period.to || undefined}
      aria-current={day === today ? "date" : undefined}
    >
      <Text component="p" className={classes.day}>
        <time dateTime={day}>
          <VisuallyHidden>{formats.longDay(day)}</VisuallyHidden>
          <span aria-hidden>{Number(day.slice(8))}</span>
        </time>
      </Text>
      {found && (
        <ul className={classes.shifts}>
          {found.jobs.map((job) => (
            <li key={job.job_id}>
              <Shift job={job} isRoomy={search.week !== undefined} onOpen={onOpen} />
            </li>
          ))}
          {rest > 0 && (
            <li>
              <TextLink
                to="/jobs"
                search={{ ...search, view: "list", day }}
                size="sm"
                className={classes.more}
              >
                {t("more", { count: rest })}
                <VisuallyHidden>, {formats.dayOfMonth(day)}</VisuallyHidden>
              </TextLink>
            </li>
          )}
        </ul>
      )}
    </td>
  );
}

interface ShiftProps {
  job: JobRow;
  isRoomy: boolean;
  onOpen: (job: JobRow) => void;
}

function Shift({ job, isRoomy, onOpen }: ShiftProps) {
  const times = useTimes();
  const remarks = useRemarks()(job);
  return (
    <UnstyledButton
      className={classes.shift}
      data-logged={job.logged ?? undefined}
      onClick={() => onOpen(job)}
      data-opens
    >
      <span className={classes.times}>{times(job)}</span>
      <span className={classes.name}>{job.contractor_name}</span>
      {isRoomy && <span>{[job.project_name, job.place].filter(Boolean).join(" · ")}</span>}
      {isRoomy ? (
        remarks.map((remark) => <span key={remark}>{remark}</span>)
      ) : (
        <VisuallyHidden>{remarks.join(", ")}</VisuallyHidden>
      )}
      <LoggedLabel job={job} />
    </UnstyledButton>
  );
}
