import { Text, UnstyledButton } from "@mantine/core";
import type { JobRow } from "@portico/api";
import {
  type Column,
  Day,
  ListRows,
  RowDetails,
  TextLink,
  useFormats,
  useToday,
} from "@portico/ui";
import { useMe } from "@portico/ui/portal";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./list.module.css";
import { listOptions } from "./queries";
import type { JobsSearch } from "./search";
import { LoggedLabel, useRemarks, useTimes } from "./shift";

interface Props {
  search: JobsSearch;
  empty: ReactNode;
  onOpen: (job: JobRow) => void;
}

/** The same shifts as rows, one after the other. */
export function JobList({ search, empty, onOpen }: Props) {
  const { t } = useTranslation("jobs");
  const formats = useFormats();
  const { cursor: _, day, ...period } = search;
  return (
    <>
      {day && (
        <Text>
          {formats.longDay(day)} ·{" "}
          <TextLink to="/jobs" search={period}>
            {t(period.week ? "whole_week" : "whole_month")}
          </TextLink>
        </Text>
      )}
      <ListRows<JobRow, JobsSearch>
        caption={t("title")}
        search={search}
        query={listOptions(search, useToday())}
        columns={useColumns(onOpen)}
        rowKey={(job) => job.job_id}
        said={(count) => t("shown", { count })}
        filters={["q", "project", "logged"]}
        empty={empty}
      />
    </>
  );
}

function useColumns(onOpen: (job: JobRow) => void): Column<JobRow>[] {
  const { t } = useTranslation("jobs");
  const formats = useFormats();
  const times = useTimes();
  const remarks = useRemarks();
  const seesWork = useMe().person.permissions.includes("work.view");
  return [
    {
      id: "employee",
      title: t("fields.employee"),
      primary: true,
      cell: (job) => (
        <UnstyledButton className={classes.open} onClick={() => onOpen(job)} data-opens>
          <span className={classes.name}>{job.contractor_name}</span>
          <RowDetails>{[job.project_name, job.place].filter(Boolean).join(" · ")}</RowDetails>
        </UnstyledButton>
      ),
    },
    {
      id: "day",
      title: t("fields.day"),
      cell: (job) => <Day day={job.starts_on} weekday />,
    },
    {
      id: "times",
      title: t("fields.times"),
      cell: (job) => (
        <div className={classes.times}>
          <span>{times(job)}</span>
          {remarks(job).map((remark) => (
            <Text key={remark} size="sm" c="dimmed" component="span">
              {remark}
            </Text>
          ))}
        </div>
      ),
    },
    {
      id: "hours",
      title: t("fields.hours"),
      align: "right",
      cell: (job) => formats.hours(job.minutes / 60),
    },
    ...(seesWork
      ? [
          {
            id: "logged",
            title: t("fields.logged"),
            cell: (job: JobRow) => <LoggedLabel job={job} />,
          },
        ]
      : []),
  ];
}
