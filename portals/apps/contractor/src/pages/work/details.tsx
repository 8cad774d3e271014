import { Alert, Button, Drawer, Group, Stack, Text, Textarea } from "@mantine/core";
import {
  contractorCommentOnWork,
  contractorShowWorkOptions,
  contractorShowWorkQueryKey,
  type WorkDetails,
  type WorkRow,
} from "@portico/api";
import {
  Facts,
  Loaded,
  Status,
  useApprovedBy,
  useFormats,
  useWaitsFor,
  WorkComments,
  WorkHistory,
} from "@portico/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { PAUSE_MILLISECONDS } from "./autosave";
import { hasOthers } from "./data";
import { entrySlot, isEditable, lineOfRow, savedOf } from "./model";
import { type Content, contentOf, isSameContent, type Slot } from "./pending";
import { quantityOfRow, typedAs } from "./quantity";
import { QuantityInput } from "./quantity-input";
import { SaveState } from "./save-state";
import { TONES, useStatusText } from "./status";
import { SubmitAgain } from "./submit-again";
import { useAmount } from "./totals";
import { useCellName, useReadQuantity, useWhyNot, useWork } from "./typing";

const NOTE_CHARACTERS = 500;

interface Props {
  entryId: string | undefined;
  onClose: () => void;
  /** The other entries of its cell. */
  siblings: readonly string[];
}

/** An entry beside the grid: what it says, its note, what happened to it, what was said about it. */
export function DetailsDrawer({ entryId, onClose, siblings }: Props) {
  const { t } = useTranslation("work");
  return (
    <Drawer
      opened={entryId !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={t("details.title")}
      closeButtonProps={{ "aria-label": t("close", { ns: "ui" }) }}
    >
      {entryId && <Entry key={entryId} entryId={entryId} siblings={siblings} />}
    </Drawer>
  );
}

function Entry({ entryId, siblings }: { entryId: string; siblings: readonly string[] }) {
  const query = useQuery(contractorShowWorkOptions({ path: { entry_id: entryId } }));
  return (
    <Loaded query={query}>
      {(found) => {
        const entry = { ...found, quantity: quantityOfRow(found) };
        return (
          <Stack gap="lg">
            <Siblings entryId={entryId} siblings={siblings} />
            <Heading entry={entry} />
            {isEditable(entry) ? <Editor entry={entry} /> : <Said entry={entry} />}
            <SubmitAgain row={entry} />
            <Comments entry={entry} />
            <History entry={entry} />
          </Stack>
        );
      }}
    </Loaded>
  );
}

function Siblings({ entryId, siblings }: { entryId: string; siblings: readonly string[] }) {
  const { t } = useTranslation("work");
  const { openEntry } = useWork();
  if (siblings.length < 2) return null;
  return (
    <Group gap="xs" role="group" aria-label={t("details.several", { count: siblings.length })}>
      <Text size="sm">{t("details.several", { count: siblings.length })}</Text>
      {siblings.map((each, at) => (
        <Button
          key={each}
          size="compact-sm"
          variant={each === entryId ? "light" : "default"}
          aria-pressed={each === entryId}
          onClick={() => openEntry(each)}
        >
          {at + 1}
        </Button>
      ))}
    </Group>
  );
}

function Heading({ entry }: { entry: WorkDetails }) {
  const { t } = useTranslation("work");
  const formats = useFormats();
  const statusText = useStatusText();
  const waits = useWaitsFor()(entry);
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="sm">
        <Text fw={600} size="lg">
          {formats.longDay(entry.work_on)}
        </Text>
        <Status tone={TONES[entry.status]}>{statusText(entry.status, entry.final_at)}</Status>
      </Group>
      <Text c="dimmed">
        {entry.work_order_title} · {entry.work_order_code} · {entry.project_name} ·{" "}
        {entry.company_name}
      </Text>
      {entry.status === "returned" && (
        <Alert color="red" variant="light" title={t("returned.why")}>
          {entry.return_reason}
        </Alert>
      )}
      {waits && <Text>{waits}</Text>}
    </Stack>
  );
}

/** Quantity and note of an entry that can be changed. */
export function Editor({ entry }: { entry: WorkRow }) {
  const { t } = useTranslation("work");
  const { pending, choose } = useWork();
  const formats = useFormats();
  const whyNot = useWhyNot();
  const name = useCellName();
  const queries = useQueryClient();
  const base = savedOf(entry);
  const slot = entrySlot(entry);
  const typed = pending.get(slot.key);
  const problem = whyNot(typed);
  const quantity = typed ? (typed.wanted.quantity ?? "") : entry.quantity;
  const shown =
    typed?.invalid?.text ?? (quantity && typedAs(quantity, formats.locale, entry.article));
  const place = { ...slot, beside: hasOthers(queries, slot, base) };
  return (
    <Stack gap="md">
      <QuantityInput
        slot={place}
        base={base}
        currency={entry.currency}
        shown={shown}
        problem={problem}
        label={name({ line: lineOfRow(entry), day: entry.work_on })}
        visibleLabel={t(`article.${entry.article}`, { currency: entry.currency })}
      />
      <NoteInput slot={place} entry={entry} />
      {problem && (
        <Text c="var(--bad)" size="sm" role="alert">
          {problem}
        </Text>
      )}
      <Group justify="space-between" gap="sm">
        <SaveState />
        {typed?.phase === "conflict" && (
          <Button size="compact-md" onClick={() => choose(slot.key)}>
            {t("conflict.choose")}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

/** A note: saved after each pause, and undone as a whole. */
function NoteInput({ slot, entry }: { slot: Slot; entry: WorkRow }) {
  const { t } = useTranslation("work");
  const { autosave, history, pending } = useWork();
  const base = savedOf(entry);
  const typed = pending.get(slot.key);
  const began = useRef<Content | null>(null);
  return (
    <Textarea
      label={t("details.note")}
      description={t("details.note_hint", { count: NOTE_CHARACTERS })}
      autosize
      minRows={2}
      maxLength={NOTE_CHARACTERS}
      value={typed?.wanted.note ?? entry.note}
      onFocus={() => {
        began.current ??= contentOf(typed, base);
        autosave.begin(slot, base);
      }}
      onBlur={(event) => {
        if (event.currentTarget === document.activeElement) return;
        const known = autosave.open().get(slot.key)?.base ?? base;
        const after = contentOf(autosave.snapshot().get(slot.key), known);
        const before = began.current;
        if (before && !isSameContent(before, after)) {
          history.record("typed", [{ slot, base: known, before, after }]);
        }
        began.current = null;
        autosave.end(slot.key);
      }}
      onChange={(event) => {
        const quantity = typed ? typed.wanted.quantity : entry.quantity;
        autosave.set(slot, base, { quantity, note: event.currentTarget.value }, PAUSE_MILLISECONDS);
      }}
    />
  );
}

function Said({ entry }: { entry: WorkDetails }) {
  const { t } = useTranslation("work");
  const approvedBy = useApprovedBy()(entry);
  const formats = useFormats();
  const amount = useAmount();
  const quantity =
    entry.article === "expense"
      ? amount(entry.quantity, entry.currency)
      : formats.hours(entry.quantity);
  return (
    <Facts
      facts={[
        [t(`article.${entry.article}`, { currency: entry.currency }), quantity],
        [t("details.note"), entry.note || "—"],
        ...(approvedBy ? [[t("details.approved_by"), approvedBy] as const] : []),
      ]}
    />
  );
}

function Comments({ entry }: { entry: WorkDetails }) {
  const queries = useQueryClient();
  const path = { entry_id: entry.entry_id };
  const send = async (text: string, key: string) => {
    const headers = { "Idempotency-Key": key };
    const { data } = await contractorCommentOnWork({
      path,
      body: { text },
      headers,
      throwOnError: true,
    });
    queries.setQueryData(contractorShowWorkQueryKey({ path }), data);
  };
  return <WorkComments entry={entry} {...(entry.status !== "withdrawn" && { onSend: send })} />;
}

function History({ entry }: { entry: WorkDetails }) {
  const read = useReadQuantity();
  return (
    <WorkHistory entry={entry} quantity={(version) => read(entry.article, version.quantity)} />
  );
}
