import { Button, Group, List, Modal, Stack, Text, Textarea } from "@mantine/core";
import { isProblem, type Remark, type WorkRow } from "@portico/api";
import {
  ErrorAlert,
  Facts,
  isSelected,
  Loaded,
  Moneys,
  RowsSkeleton,
  toggled,
  useDraft,
  useFormats,
} from "@portico/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type CommandKind, carryOut, type Preview, previewOf, type Result } from "./commands";
import { selectedBody, type WorkSelection } from "./selected";

const REASON_CHARACTERS = 500;

export interface Command {
  kind: CommandKind;
  selection: WorkSelection;
}

interface Props {
  command: Command | null;
  rowOf: (id: string) => WorkRow | undefined;
  /** Another selection: some of it was left out. */
  onChange: (command: Command) => void;
  onClose: () => void;
  onDone: (result: Result) => void;
}

/** Shows exactly what a command would cover, then does it: approve, return, or undo an approval. */
export function CommandDialog({ command, ...props }: Props) {
  const { t } = useTranslation("work");
  return (
    <Modal
      opened={command !== null}
      onClose={props.onClose}
      title={command && t(`titles.${command.kind}`)}
      size="lg"
      closeButtonProps={{ "aria-label": t("close", { ns: "ui" }) }}
    >
      {command && <Content command={command} {...props} />}
    </Modal>
  );
}

function Content({ command, rowOf, onChange, onClose, onDone }: Props & { command: Command }) {
  const { kind, selection } = command;
  const body = selectedBody(selection, rowOf);
  const query = useQuery({
    queryKey: ["preview of work", kind, body],
    queryFn: () => previewOf(kind, body),
    placeholderData: keepPreviousData,
    // What is confirmed is what was looked at: nothing changes under the person's hands.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const leaveOut = (ids: readonly string[]) =>
    onChange({
      kind,
      selection: ids.filter((id) => isSelected(selection, id)).reduce(toggled, selection),
    });
  return (
    <Loaded query={query} skeleton={<RowsSkeleton rows={4} />}>
      {(preview) => (
        <Confirmation
          kind={kind}
          preview={preview}
          busy={query.isFetching}
          send={(reason, key) => {
            const { count: expected_count, fingerprint } = preview;
            return carryOut(kind, { ...body, expected_count, fingerprint }, key, reason);
          }}
          onLookAgain={() => void query.refetch()}
          onLeaveOut={leaveOut}
          onClose={onClose}
          onDone={onDone}
        />
      )}
    </Loaded>
  );
}

interface ConfirmationProps {
  kind: CommandKind;
  preview: Preview;
  busy: boolean;
  send: (reason: string, key: string) => Promise<Result>;
  onLookAgain: () => void;
  onLeaveOut: (ids: readonly string[]) => void;
  onClose: () => void;
  onDone: (result: Result) => void;
}

function Confirmation({ kind, preview, busy, send, ...on }: ConfirmationProps) {
  const { t } = useTranslation("work");
  const [reason, setReason, forget] = useDraft("work-return", "");
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [key] = useState(() => crypto.randomUUID());
  const needsReason = kind === "return";
  const first = useRef<HTMLElement | null>(null);
  // The dialogue was open before there was something to decide.
  useEffect(() => first.current?.focus(), []);
  const confirm = async () => {
    setSending(true);
    setError(null);
    try {
      // Another content is another command: only a repetition of the same has the same key.
      const result = await send(reason.trim(), `${key}-${preview.fingerprint.slice(0, 16)}`);
      if (needsReason) forget();
      on.onDone(result);
    } catch (failure) {
      setError(failure);
      if (isProblem(failure) && failure.code === "preview_outdated") on.onLookAgain();
    } finally {
      setSending(false);
    }
  };
  return (
    <Stack gap="md">
      <Text>{t(`what.${kind}`)}</Text>
      <Covered preview={preview} />
      {kind === "approve" && <StandsOut preview={preview} onLeaveOut={on.onLeaveOut} />}
      {needsReason && (
        <Textarea
          label={t("return.reason")}
          description={t("return.reason_hint")}
          required
          autosize
          minRows={2}
          maxLength={REASON_CHARACTERS}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          ref={(field) => {
            first.current = field;
          }}
        />
      )}
      {preview.count === 0 && <Text c="var(--bad)">{t(`none.${kind}`)}</Text>}
      <ErrorAlert error={error} />
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={on.onClose} disabled={sending}>
          {t("cancel", { ns: "ui" })}
        </Button>
        <Button
          color={needsReason ? "red" : undefined}
          loading={sending || busy}
          disabled={preview.count === 0 || (needsReason && !reason.trim())}
          onClick={() => void confirm()}
          ref={(button) => {
            if (!needsReason) first.current = button;
          }}
        >
          {t(`act.${kind}`, { count: preview.count })}
        </Button>
      </Group>
    </Stack>
  );
}

function Covered({ preview }: { preview: Preview }) {
  const { t } = useTranslation("work");
  const formats = useFormats();
  const { count, minutes, hours, contractors, first_on, last_on, amounts, final_at } = preview;
  const said = final_at ? formats.momentTime(final_at) : null;
  return (
    <Facts
      facts={[
        [t("covers.entries"), formats.number(count)],
        [t("covers.hours"), formats.hours(minutes === null ? hours : minutes / 60)],
        [t("covers.people"), formats.number(contractors)],
        ...(first_on && last_on
          ? [[t("covers.period"), formats.range(first_on, last_on)] as const]
          : []),
        ...(amounts
          ? [[t("covers.amount"), <Moneys key="amount" amounts={amounts} />] as const]
          : []),
        ...(said ? [[t("covers.final"), said.isToday ? said.time : said.moment] as const] : []),
      ]}
    />
  );
}

/** What to look at before it is approved; each kind can be left out as a whole. */
function StandsOut({
  preview,
  onLeaveOut,
}: {
  preview: Preview;
  onLeaveOut: (ids: readonly string[]) => void;
}) {
  const { t } = useTranslation("work");
  const remarks = preview.stands_out ?? [];
  if (remarks.length === 0) return null;
  return (
    <Stack gap="xs" component="section" aria-label={t("remarks.title")}>
      <Text fw={600}>{t("remarks.title")}</Text>
      <List listStyleType="none" spacing="xs">
        {remarks.map((remark) => (
          <List.Item
            key={remark.kind}
            styles={{ itemWrapper: { width: "100%" }, itemLabel: { width: "100%" } }}
          >
            <OneRemark remark={remark} onLeaveOut={onLeaveOut} />
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}

function OneRemark({
  remark: { kind, count, entry_ids },
  onLeaveOut,
}: {
  remark: Remark;
  onLeaveOut: (ids: readonly string[]) => void;
}) {
  const { t } = useTranslation("work");
  // More than are named cannot be left out as a whole: that takes a narrower filter.
  const isNamed = entry_ids.length === count;
  return (
    <Group justify="space-between" gap="sm" wrap="nowrap">
      <Text>{t(`remarks.${kind}`, { count })}</Text>
      {isNamed && (
        <Button
          size="compact-md"
          variant="default"
          style={{ flexShrink: 0 }}
          aria-label={t("remarks.leave_out_of", { what: t(`remarks.${kind}`, { count }) })}
          onClick={() => onLeaveOut(entry_ids)}
        >
          {t("remarks.leave_out")}
        </Button>
      )}
    </Group>
  );
}
