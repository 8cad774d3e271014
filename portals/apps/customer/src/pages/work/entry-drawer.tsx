import { Alert, Button, Drawer, Group, Stack, Text } from "@mantine/core";
import { customerCommentOnWork, customerShowWorkQueryKey, type WorkDetails } from "@portico/api";
import {
  Facts,
  Loaded,
  useApprovedBy,
  useFormats,
  useWaitsFor,
  WorkComments,
  WorkHistory,
} from "@portico/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useApproves } from "./approves";
import type { CommandKind } from "./commands";
import { quantityText } from "./quantity";
import { entryOptions } from "./queries";
import { isUndoable, WorkStatusLabel } from "./status";

interface Props {
  entryId: string | undefined;
  onClose: () => void;
  onCommand: (kind: CommandKind, entry: WorkDetails) => void;
}

/** An entry beside the list: what it says, what can be done with it, the conversation, its history. */
export function EntryDrawer({ entryId, onClose, onCommand }: Props) {
  const { t } = useTranslation("work");
  return (
    <Drawer
      opened={entryId !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={t("entry.title")}
      closeButtonProps={{ "aria-label": t("close", { ns: "ui" }) }}
    >
      {entryId && <Entry key={entryId} entryId={entryId} onCommand={onCommand} />}
    </Drawer>
  );
}

function Entry({ entryId, onCommand }: { entryId: string; onCommand: Props["onCommand"] }) {
  const query = useQuery(entryOptions(entryId));
  return (
    <Loaded query={query}>
      {(entry) => (
        <Stack gap="lg">
          <Heading entry={entry} />
          <Actions entry={entry} onCommand={(kind) => onCommand(kind, entry)} />
          <Said entry={entry} />
          <Comments entry={entry} />
          <History entry={entry} />
        </Stack>
      )}
    </Loaded>
  );
}

function Heading({ entry }: { entry: WorkDetails }) {
  const { t } = useTranslation("work");
  const formats = useFormats();
  const waits = useWaitsFor()(entry);
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="sm">
        <Text fw={600} size="lg">
          {entry.contractor_name}
        </Text>
        <WorkStatusLabel row={entry} />
      </Group>
      <Text>
        {formats.longDay(entry.work_on)} · {quantityText(entry, formats)}
      </Text>
      {entry.status === "returned" && (
        <Alert color="red" variant="light" title={t("entry.returned_because")}>
          {entry.return_reason}
        </Alert>
      )}
      {waits && <Text c="dimmed">{waits}</Text>}
    </Stack>
  );
}

function Actions({
  entry,
  onCommand,
}: {
  entry: WorkDetails;
  onCommand: (kind: CommandKind) => void;
}) {
  const { t } = useTranslation("work");
  if (!useApproves()) return null;
  if (isUndoable(entry)) {
    return (
      <Group>
        <Button variant="default" onClick={() => onCommand("undo")}>
          {t("undo.one")}
        </Button>
      </Group>
    );
  }
  if (entry.status !== "to_approval") return null;
  return (
    <Group gap="sm">
      <Button onClick={() => onCommand("approve")}>{t("approve.one")}</Button>
      <Button variant="default" onClick={() => onCommand("return")}>
        {t("return.one")}
      </Button>
    </Group>
  );
}

function Said({ entry }: { entry: WorkDetails }) {
  const { t } = useTranslation("work");
  const approvedBy = useApprovedBy()(entry);
  return (
    <Facts
      facts={[
        [t("fields.article"), t(`articles.${entry.article}`)],
        [t("fields.project"), entry.project_name],
        [t("fields.work_order"), `${entry.work_order_title} · ${entry.work_order_code}`],
        [t("fields.note"), entry.note || "—"],
        ...(approvedBy ? [[t("fields.approved_by"), approvedBy] as const] : []),
      ]}
    />
  );
}

function Comments({ entry }: { entry: WorkDetails }) {
  const queries = useQueryClient();
  const path = { entry_id: entry.entry_id };
  const send = async (text: string, key: string) => {
    const headers = { "Idempotency-Key": key };
    const { data } = await customerCommentOnWork({
      path,
      body: { text },
      headers,
      throwOnError: true,
    });
    queries.setQueryData(customerShowWorkQueryKey({ path }), data);
  };
  return <WorkComments entry={entry} onSend={send} />;
}

function History({ entry }: { entry: WorkDetails }) {
  const formats = useFormats();
  return (
    <WorkHistory
      entry={entry}
      quantity={(version) => quantityText({ ...version, currency: entry.currency }, formats)}
    />
  );
}
