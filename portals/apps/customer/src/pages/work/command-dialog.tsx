import { Alert, Button, Group, List, Modal, Stack, Text, Textarea } from "@mantine/core";
import { isProblem, type Remark, type WorkRow } from "@portico/api";
import {
  ErrorAlert,
  Facts,
  isSelected,
  Loaded,
  Moneys,
  RowsSkeleton,
  toggled,
  useCause,
  useDraft,
  useFormats,
} from "@portico/ui";
import { IconInfoCircle } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type CommandKind, carryOut, type Preview, previewOf, type Result } from "./commands";
import { entryOptions } from "./queries";
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
  /** Closed when others had dealt with all of it. */
  onNothingLeft: () => void;
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

function Content({ command, rowOf, onChange, ...props }: Props & { command: Command }) {
  const { onClose, onNothingLeft, onDone } = props;
  const { t } = useTranslation("ui");
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
  const isThere = query.data !== undefined;
  return (
    <Stack gap="md">
      <Loaded query={query} skeleton={<RowsSkeleton rows={4} />}>
        {(preview) =>
          preview.count === 0 ? (
            <NothingLeft kind={kind} selection={selection} onClose={onNothingLeft} />
          ) : (
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
          )
        }
      </Loaded>
      {!isThere && (
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("cancel")}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

/** Others have dealt with all of it meanwhile: who did, where one of it tells. */
function NothingLeft({
  kind,
  selection,
  onClose,
}: {
  kind: CommandKind;
  selection: WorkSelection;
  onClose: () => void;
}) {
  const { t } = useTranslation("work");
  const id = selection.kind === "rows" ? [...selection.ids][0] : undefined;
  const entry = useQuery({
    ...entryOptions(id ?? ""),
    enabled: id !== undefined && kind !== "undo",
    staleTime: 0,
  }).data;
  const last = entry?.steps.findLast(({ step }) => step === "approve" || step === "return");
  return (
    <>
      <Alert color="yellow" variant="light" role="alert" icon={<IconInfoCircle aria-hidden />}>
        {[
          last?.taken_by_name &&
            t(last.step === "return" ? "already.return" : "already.approve", {
              name: last.taken_by_name,
            }),
          t(`none.${kind}`),
        ]
          .filter(Boolean)
          .join(" ")}
      </Alert>
      <Group justify="flex-end">
        <Button
          variant="default"
          onClick={onClose}
          data-autofocus
          ref={(button) => button?.focus()}
        >
          {t("close", { ns: "ui" })}
        </Button>
      </Group>
    </>
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
      if (isOutdated(failure)) on.onLookAgain();
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
      {isOutdated(error) ? <Outdated error={error} /> : <ErrorAlert error={error} />}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={on.onClose} disabled={sending}>
          {t("cancel", { ns: "ui" })}
        </Button>
        <Button
          color={needsReason ? "red" : undefined}
          loading={sending || busy}
          disabled={needsReason && !reason.trim()}
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

const isOutdated = (error: unknown) => isProblem(error) && error.code === "preview_outdated";

/** Nothing went wrong: others were faster, and what is covered now stands above. */
function Outdated({ error }: { error: unknown }) {
  const cause = useCause();
  return (
    <Alert color="yellow" variant="light" role="alert" icon={<IconInfoCircle aria-hidden />}>
      {cause(error)}
    </Alert>
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
