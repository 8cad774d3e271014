import { Text } from "@mantine/core";
import type { WorkDetails, WorkRow } from "@portico/api";
import { useTranslation } from "react-i18next";
import { useBoot } from "../context";
import { useMe } from "../portal/session";
import { Conversation } from "./conversation";
import { Section } from "./page";
import { Timeline, type TimelineItem } from "./timeline";

interface CommentsProps {
  entry: WorkDetails;
  /** Sends once per `key`. Left out: reading only. */
  onSend?: (text: string, key: string) => Promise<unknown>;
}

/** What was said about an entry, and a field for the next comment (K11). */
export function WorkComments({ entry, onSend }: CommentsProps) {
  const { t } = useTranslation("ui");
  const { portal } = useBoot();
  return (
    <Section title={t("work.comments")}>
      {entry.status === "draft" ? (
        <Text c="dimmed" size="sm">
          {t("work.draft")}
        </Text>
      ) : (
        <Conversation
          about={`work-${entry.entry_id}`}
          words="comments"
          messages={entry.comments.map((comment) => ({
            id: comment.comment_id,
            author: comment.author_name,
            role: t(
              portal === "contractor" && comment.author_portal === "contractor"
                ? "work.authors.you"
                : `work.authors.${comment.author_portal}`,
            ),
            at: comment.commented_at,
            text: comment.text,
          }))}
          {...(onSend && { onSend })}
        />
      )}
    </Section>
  );
}

interface HistoryProps {
  entry: WorkDetails;
  /** How much a version says, in words. */
  quantity: (version: WorkDetails["versions"][number]) => string;
}

/** Steps and versions of an entry together, the latest first. */
export function WorkHistory({ entry, quantity }: HistoryProps) {
  const { t } = useTranslation("ui");
  const steps = entry.steps.map((step, at): TimelineItem => {
    const who = step.taken_by_name ?? t("work.system");
    const whole = step.taken_for_name
      ? t("work.in_place_of", { who, approver: step.taken_for_name })
      : who;
    return {
      key: `step-${at}`,
      title: t(step.by_email ? `work.steps_by_email.${step.step}` : `work.steps.${step.step}`),
      detail: step.reason || undefined,
      who: whole,
      at: step.taken_at,
    };
  });
  const versions = entry.versions.map(
    (version): TimelineItem => ({
      key: `version-${version.version}`,
      title: t("work.version", { version: version.version, quantity: quantity(version) }),
      detail: version.note || undefined,
      who: version.written_by_name,
      at: version.written_at,
    }),
  );
  const items = [...steps, ...versions].sort((one, other) =>
    (one.at ?? "") < (other.at ?? "") ? 1 : -1,
  );
  return (
    <Section title={t("work.history")}>
      <Timeline items={items} label={t("work.history")} />
    </Section>
  );
}

/** For whom an entry waits, in a sentence; null where it waits for nobody (B3). */
export function useWaitsFor(): (row: Pick<WorkRow, "waits_for">) => string | null {
  const { t } = useTranslation("ui");
  const { person } = useMe();
  return ({ waits_for: asked }) => {
    if (!asked) return null;
    const { name, stands_in_for: approver } = asked;
    if (asked.person_id === person.person_id)
      return approver ? t("work.waits_for_you_stand_in", { approver }) : t("work.waits_for_you");
    if (asked.is_staff) return t("work.waits_for_agency", { name });
    return approver
      ? t("work.waits_for_stand_in", { name, approver })
      : t("work.waits_for", { name });
  };
}

/** Who approved an entry, and in whose place; null where nobody did. */
export function useApprovedBy(): (
  row: Pick<WorkRow, "approved_by_name" | "approved_for_name">,
) => string | null {
  const { t } = useTranslation("ui");
  return ({ approved_by_name: who, approved_for_name: approver }) =>
    who && approver ? t("work.in_place_of", { who, approver }) : (who ?? null);
}
