import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { Facts, useFormats } from "@portico/ui";
import { useTranslation } from "react-i18next";
import { canKeepMine, type PendingCell } from "./pending";
import { useReadQuantity, useWork } from "./typing";

interface Props {
  pending: PendingCell | undefined;
  onClose: () => void;
}

/** Two windows wrote the same cell: theirs and mine beside each other, and the choice. */
export function Conflict({ pending, onClose }: Props) {
  const { t } = useTranslation("work");
  const isClosed = pending !== undefined && !canKeepMine(pending);
  return (
    <Modal
      opened={pending !== undefined}
      onClose={onClose}
      title={t(isClosed ? "conflict.closed_title" : "conflict.title")}
      closeButtonProps={{ "aria-label": t("close", { ns: "ui" }) }}
    >
      {pending && <Choice pending={pending} onClose={onClose} />}
    </Modal>
  );
}

function Choice({ pending, onClose }: { pending: PendingCell; onClose: () => void }) {
  const { t } = useTranslation("work");
  const { autosave, history, openEntry } = useWork();
  const formats = useFormats();
  const read = useReadQuantity();
  const { slot, wanted, theirs } = pending;
  const named = (quantity: string | null | undefined) =>
    quantity ? read(slot.article, quantity) : t("conflict.nothing");
  const withNote = (quantity: string | null | undefined, note: string | undefined) => {
    const hours = quantity && slot.article !== "expense" && formats.hours(quantity);
    return [hours || named(quantity), note].filter(Boolean).join(" · ");
  };
  const [mine, others] = [named(wanted.quantity), named(theirs?.quantity)];
  const day = formats.day(slot.day);
  const mayKeep = canKeepMine(pending);
  const take = () => {
    history.forget(slot.key);
    autosave.takeTheirs(slot.key);
    onClose();
  };
  const keep = () => {
    autosave.keepMine(slot.key);
    onClose();
  };
  const comment = () => {
    onClose();
    openEntry(theirs?.entryId);
  };
  return (
    <Stack gap="md">
      <Text>
        {mayKeep || !theirs
          ? t("conflict.what", { day })
          : t("conflict.closed", { day, status: t(`status.${theirs.status}`) })}
      </Text>
      <Facts
        facts={[
          [t("conflict.theirs"), withNote(theirs?.quantity, theirs?.note)],
          [t("conflict.mine"), withNote(wanted.quantity, wanted.note)],
        ]}
      />
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={take}>
          {t("conflict.take_theirs", { quantity: others })}
        </Button>
        {mayKeep ? (
          <Button onClick={keep} data-autofocus>
            {t("conflict.keep_mine", { quantity: mine })}
          </Button>
        ) : (
          <Button onClick={comment} data-autofocus>
            {t("conflict.comment")}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
