import { Drawer, Group, Stack, Text } from "@mantine/core";
import type { JobRow } from "@portico/api";
import { Facts, Loaded, TextLink, Unbroken, useBoot, useFormats, weekStart } from "@portico/ui";
import { useMe } from "@portico/ui/portal";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { jobOptions } from "./queries";
import { LoggedLabel, useRemarks, useTimes } from "./shift";

/** A shift beside the calendar: when, where, for what, and the work that is logged on its day. */
export function JobDrawer({ jobId, onClose }: { jobId: string | undefined; onClose: () => void }) {
  const { t } = useTranslation("jobs");
  return (
    <Drawer
      opened={jobId !== undefined}
      onClose={onClose}
      position="right"
      title={t("shift")}
      closeButtonProps={{ "aria-label": t("close", { ns: "ui" }) }}
    >
      {jobId && <Shift key={jobId} jobId={jobId} />}
    </Drawer>
  );
}

function Shift({ jobId }: { jobId: string }) {
  const { t } = useTranslation("jobs");
  const formats = useFormats();
  const times = useTimes();
  const remarks = useRemarks();
  return (
    <Loaded query={useQuery(jobOptions(jobId))}>
      {(job) => (
        <Stack gap="lg">
          <Stack gap="xs">
            <Group justify="space-between" gap="sm">
              <Text fw={600} size="lg">
                {job.contractor_name}
              </Text>
              <LoggedLabel job={job} />
            </Group>
            <Text>
              {formats.longDay(job.starts_on)} · <Unbroken>{times(job)}</Unbroken>
            </Text>
            {remarks(job).map((remark) => (
              <Text key={remark} c="dimmed">
                {remark}
              </Text>
            ))}
          </Stack>
          <Facts
            facts={[
              [t("fields.hours"), formats.hours(job.minutes / 60)],
              [t("fields.project"), job.project_name],
              [t("fields.work_order"), `${job.work_order_title} · ${job.work_order_code}`],
              [t("fields.place"), job.place || "—"],
              [t("fields.note"), job.note || "—"],
            ]}
          />
          <LoggedWork job={job} />
        </Stack>
      )}
    </Loaded>
  );
}

/** The way to the work of that day, where there is some. */
function LoggedWork({ job }: { job: JobRow }) {
  const { t } = useTranslation("jobs");
  const { weekStartsOn } = useBoot().agency;
  const seesWork = useMe().person.permissions.includes("work.view");
  if (!seesWork || !job.entry_id) return null;
  return (
    <TextLink
      to="/work"
      search={{
        status: "all",
        contractor: job.contractor_id,
        project: job.project_id,
        week: weekStart(job.starts_on, weekStartsOn),
        entry: job.entry_id,
      }}
    >
      {t("open_work")}
    </TextLink>
  );
}
