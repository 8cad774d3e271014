import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { Facts, useFormats } from "@portico/ui";
import { useTranslation } from "react-i18next";
import { canKeepMine, type Pending } from "./autosave";
import { useWork } from "./typing";

/** Two windows wrote the same cell: theirs and mine beside each other, and the choice. */
export function Conflict({
  pending,
  onClose,
}: {
  pending: Pending | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation("work");
  return (
    <Modal
      opened={pending !== undefined}
      onClose={onClose}
      title={t("conflict.title")}
      closeButtonProps={{ "aria-label": t("close", { ns: "ui" }) }}
    >
      {pending && <Choice pending={pending} onClose={onClose} />}
    </Modal>
  );
}

function Choice({ pending, onClose }: { pending: Pending; onClose: () => void }) {
  const { t } = useTranslation("work");
  const { autosave } = useWork();
  const formats = useFormats();
  const { slot, wanted, theirs } = pending;
  const said = (quantity: string | null | undefined, note: string | undefined) =>
    [quantity ? formats.number(quantity, 4) : t("conflict.nothing"), note]
      .filter(Boolean)
      .join(" · ");
  const mine = said(wanted.quantity, wanted.note);
  const others = said(theirs?.quantity, theirs?.note);
  const mayKeep = canKeepMine(pending);
  const choose = (choice: "keepMine" | "takeTheirs") => {
    autosave[choice](slot.key);
    onClose();
  };
  return (
    <Stack gap="md">
      <Text>{t("conflict.what", { day: formats.day(slot.day) })}</Text>
      <Facts
        facts={[
          [t("conflict.theirs"), others],
          [t("conflict.mine"), mine],
        ]}
      />
      {!mayKeep && theirs && (
        <Text>{t("conflict.handed_in", { status: t(`status.${theirs.status}`) })}</Text>
      )}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={() => choose("takeTheirs")}>
          {t("conflict.take_theirs")}
        </Button>
        {mayKeep && (
          <Button onClick={() => choose("keepMine")} data-autofocus>
            {t("conflict.keep_mine")}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
